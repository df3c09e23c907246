using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MiniTwit.ServiceDefaults.Health;

/// <summary>
/// A check that answers in time whatever becomes of it, where the framework's time-out only asks it to end. It runs once at a time,
/// however many probes want to know, in a scope of its own that lives as long as the run does.
/// </summary>
internal sealed class TimelyCheck(Func<IServiceProvider, IHealthCheck> check, IServiceScopeFactory scopes, TimeProvider clock)
    : IHealthCheck
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(3);

    private readonly Lock _starting = new();
    private Task<HealthCheckResult> _run = Task.FromResult(HealthCheckResult.Healthy());

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Task<HealthCheckResult> run;
        lock (_starting)
        {
            if (_run.IsCompleted)
            {
                _run = RunAsync(context);
            }

            run = _run;
        }

        try
        {
            return await run.WaitAsync(AtMost, clock, cancellationToken);
        }
        catch (TimeoutException late)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "no answer in time", late);
        }
    }

    private async Task<HealthCheckResult> RunAsync(HealthCheckContext context)
    {
        await Task.Yield();
        using var end = new CancellationTokenSource(AtMost, clock);
        await using var scope = scopes.CreateAsyncScope();
        return await check(scope.ServiceProvider).CheckHealthAsync(context, end.Token);
    }
}
