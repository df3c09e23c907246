using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MiniTwit.ApiService.Data;

/// <summary>
/// Not ready before the database has every migration that this version knows: where nothing orders the two, as in a swarm, a new
/// replica waits for them and the old ones go on. Asked until it was so once.
/// </summary>
internal sealed class SchemaCheck(IServiceScopeFactory scopes) : IHealthCheck
{
    private volatile bool _upToDate;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (_upToDate)
        {
            return HealthCheckResult.Healthy();
        }

        await using var scope = scopes.CreateAsyncScope();
        var pending = await scope.ServiceProvider.GetRequiredService<MiniTwitDb>().Database.GetPendingMigrationsAsync(cancellationToken);
        _upToDate = !pending.Any();
        return _upToDate ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("migrations are pending");
    }
}
