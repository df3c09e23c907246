using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MiniTwit.ServiceDefaults.Health;

/// <summary>
/// The order of an end: readiness turns false and nobody new is let in; whoever is connected gets the time (at most
/// the setting <c>Shutdown:Drain</c>) to send what is under way, and hears with each answer that the connection ends; only then Kestrel
/// stops, when the requests in flight are through.
/// </summary>
internal sealed class GracefulShutdown(
    Readiness readiness,
    PublicListeners listeners,
    PublicConnections connections,
    IConfiguration configuration,
    IHostEnvironment environment,
    TimeProvider clock
) : IHostedLifecycleService
{
    // Also what a connection that was taken last has to be counted.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly TimeSpan _drain = configuration.GetValue(
        "Shutdown:Drain",
        environment.IsDevelopment() ? TimeSpan.Zero : TimeSpan.FromSeconds(5)
    );

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.StartDraining();
        await listeners.CloseAsync();
        var start = clock.GetTimestamp();
        while (clock.GetElapsedTime(start) < _drain && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(LookAgain, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (connections.Open == 0)
            {
                return;
            }
        }
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
        builder.Services.AddSingleton<PublicConnections>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var connections = kestrel.ApplicationServices.GetRequiredService<PublicConnections>();
            kestrel.ConfigureEndpointDefaults(listener => listener.Use(connections.Count));
        });
        builder.Services.AddSingleton<PublicListeners>();
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => services.GetRequiredService<PublicListeners>());
        builder.Services.AddHostedService<GracefulShutdown>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
    }
}
