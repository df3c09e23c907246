namespace MiniTwit.Tests.Metrics;

/// <summary>
/// What cAdvisor exports. It is in no package: looked up in its source, <c>lib/metrics/prometheus.go</c> of
/// github.com/google/cadvisor at v0.60.5. A test compares the version with the one that ships. <c>container_oom_events_total</c> is
/// there too, and stays 0 where cAdvisor cannot read the kernel's log.
/// </summary>
internal static class ContainerMetrics
{
    public const string LookedUpIn = "ghcr.io/google/cadvisor:0.60.5";

    public static IReadOnlyList<string> Names { get; } =
    [
        "container_cpu_cfs_throttled_seconds_total",
        "container_cpu_usage_seconds_total",
        "container_fs_reads_bytes_total",
        "container_fs_writes_bytes_total",
        "container_last_seen",
        "container_memory_working_set_bytes",
        "container_network_receive_bytes_total",
        "container_network_transmit_bytes_total",
        "container_spec_memory_limit_bytes",
        "container_start_time_seconds",
    ];
}
