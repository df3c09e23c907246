using MiniTwit.ServiceDefaults;

namespace MiniTwit.Tests.Stack;

/// <summary>Settings that put every part on a free port, so that tests run beside a stack on the usual ones.</summary>
internal static class FreePorts
{
    public static readonly IReadOnlyList<string> Settings =
    [
        .. new[]
        {
            ResourceNames.Web,
            ResourceNames.Api,
            ResourceNames.Postgres,
            ResourceNames.Prometheus,
            ResourceNames.Alertmanager,
            ResourceNames.Elasticsearch,
            ResourceNames.Logstash,
            ResourceNames.Kibana,
            ResourceNames.Grafana,
        }.Select(name => $"Ports:{name}=0"),
    ];
}
