using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MiniTwit.ServiceDefaults.Health;

/// <summary>Healthy until the process is told to stop.</summary>
internal sealed class Readiness : IHealthCheck
{
    private volatile bool _draining;

    public bool IsDraining => _draining;

    public void StartDraining() => _draining = true;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsDraining ? HealthCheckResult.Degraded("stopping") : HealthCheckResult.Healthy());
}
