using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MiniTwit.ServiceDefaults.Health;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it may be sent traffic, every registered check passes.</summary>
internal static class HealthEndpoints
{
    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddHealthChecks().AddCheck<Readiness>("accepting");
        builder
            .Services.AddOptions<HealthCheckServiceOptions>()
            .PostConfigure<IServiceScopeFactory, TimeProvider>(
                (options, scopes, clock) =>
                {
                    foreach (var check in options.Registrations)
                    {
                        var timely = new TimelyCheck(check.Factory, scopes, clock);
                        check.Factory = _ => timely;
                    }
                }
            );
    }

    public static void MapHealth(this WebApplication app)
    {
        // A liveness probe that asked the database would have every replica restarted when the database is away.
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks(
            "/health/ready",
            new HealthCheckOptions
            {
                ResultStatusCodes =
                {
                    // Not ready yet or any more, as is in order: no traffic, and no error in the log as a failed check is.
                    [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable,
                },
            }
        );
    }
}
