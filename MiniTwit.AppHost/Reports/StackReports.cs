using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniTwit.AppHost.Hosting;

namespace MiniTwit.AppHost.Reports;

/// <summary>What a run says in the terminal, from its start to its end.</summary>
internal static class StackReports
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static void ReportToTheTerminal(this Stack stack)
    {
        if (stack.IsPublishing)
        {
            return;
        }

        // Before the services that start everything: those return only when all has started.
        stack.Builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(services => ActivatorUtilities.CreateInstance<StartupReport>(services, stack)));
        stack.Builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, FailureReport>());
        // Who ends a run while it starts knows; any other failure comes as an exception.
        stack.Builder.Services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None));
    }

    /// <summary>Runs until Ctrl+C, also when that comes while it starts, and returns when nothing listens any more.</summary>
    public static void RunUntilStopped(this DistributedApplication app, Stack stack)
    {
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        if (!stack.IsPublishing)
        {
            lifetime.ApplicationStopping.Register(() => Console.WriteLine("\nStopping."));
        }

        app.Run();
        if (stack.IsPublishing)
        {
            return;
        }

        using var patience = new CancellationTokenSource(EndPatience);
        if (!lifetime.ApplicationStarted.IsCancellationRequested)
        {
            // Told to stop while it started, the host leaves running what runs already.
            app.StopAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }

        // The orchestrator ends the parts by itself, a moment longer than this process would last.
        while (!patience.IsCancellationRequested && !stack.Ports.All(LocalPorts.IsFree))
        {
            Thread.Sleep(Pause);
        }

        Console.WriteLine("Stopped.");
    }
}
