using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MiniTwit.ServiceDefaults.Telemetry;

/// <summary>
/// The gauge <c>minitwit_health</c>, by check: 1 healthy, 0 not. A process that answers its scrape is up, yet may have lost its
/// database; nobody need call it to find out.
/// </summary>
internal sealed class HealthMetrics : IHealthCheckPublisher
{
    private volatile HealthReport? _last;

    public HealthMetrics(IMeterFactory meters) =>
        meters.Create("MiniTwit").CreateObservableGauge("minitwit.health", Measure, description: "Whether a health check passes");

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        _last = report;
        return Task.CompletedTask;
    }

    private IEnumerable<Measurement<int>> Measure() =>
        _last is null
            ? []
            : _last.Entries.Select(check => new Measurement<int>(
                check.Value.Status == HealthStatus.Healthy ? 1 : 0,
                new KeyValuePair<string, object?>("check", check.Key)
            ));
}
