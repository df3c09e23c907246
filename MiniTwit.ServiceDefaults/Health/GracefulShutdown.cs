using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MiniTwit.ServiceDefaults.Health;

/// <summary>
/// The order of an end: readiness turns false, load balancers get the time to notice (setting <c>Shutdown:Drain</c>), and only
/// then Kestrel stops accepting and lets the requests in flight finish. Kestrel alone stops accepting at SIGTERM, while traffic still comes.
/// </summary>
internal sealed class GracefulShutdown(Readiness readiness, IConfiguration configuration, IHostEnvironment environment, TimeProvider clock)
    : IHostedLifecycleService
{
    private readonly TimeSpan _drain = configuration.GetValue(
        "Shutdown:Drain",
        environment.IsDevelopment() ? TimeSpan.Zero : TimeSpan.FromSeconds(5));

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.StartDraining();
        await Task.Delay(_drain, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static class GracefulShutdownRegistration
{
    public static void AddGracefulShutdown(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<GracefulShutdown>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
    }
}
