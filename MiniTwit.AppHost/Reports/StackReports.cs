using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniTwit.AppHost.Hosting;

namespace MiniTwit.AppHost.Reports;

/// <summary>What a run says in the terminal, from its start to its end.</summary>
internal static class StackReports
{
    private const string Interrupted = "Interrupted. Run it again: it goes on where it was.";

    // As of a program that a signal ended.
    private const int InterruptedCode = 130;

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static void ReportToTheTerminal(this Stack stack)
    {
        if (stack.IsPublishing)
        {
            PlainLines.Use(stack.Builder.Services);
            return;
        }

        // Before the services that start everything: those return only when all has started.
        stack.Builder.Services.Insert(
            0,
            ServiceDescriptor.Singleton<IHostedService>(services => ActivatorUtilities.CreateInstance<StartupReport>(services, stack))
        );
        stack.Builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, FailureReport>());
        // Who ends a run while it starts knows, and any other failure to start comes as an exception. Critical is a service that ends the run.
        stack.Builder.Services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical));
    }

    /// <summary>
    /// What fails there stops the host, and by itself neither comes out of it nor changes the exit code (Aspire 13.6.5), by which a script
    /// would take it for done.
    /// </summary>
    private static void RunPipeline(this DistributedApplication app)
    {
        // Told by its name, which is all that is public of it. Others of the host's services may well end as cancelled.
        var pipeline = app
            .Services.GetServices<IHostedService>()
            .OfType<BackgroundService>()
            .Single(service => service.GetType().Name == "PipelineExecutor");
        app.Run();
        // Nothing of it may stay, and all that it said comes before what is said here.
        app.DisposeAsync().AsTask().GetAwaiter().GetResult();
        var problem = pipeline.ExecuteTask?.Exception?.GetBaseException().GetBaseException();
        if (pipeline.ExecuteTask is { IsCanceled: true } || problem is OperationCanceledException)
        {
            Console.Error.WriteLine(PlainLines.Line(Interrupted));
            Environment.ExitCode = InterruptedCode;
        }
        else if (problem is not null)
        {
            Console.Error.WriteLine(PlainLines.Line(problem.Message));
            Environment.ExitCode = 1;
        }
    }

    /// <summary>Runs until Ctrl+C, also when that comes while it starts, and returns when all has ended.</summary>
    public static void RunUntilStopped(this DistributedApplication app, Stack stack)
    {
        if (stack.IsPublishing)
        {
            app.RunPipeline();
            return;
        }

        // No other run may have the folder before the last part has let go of it.
        using var held = app.Services.GetRequiredService<FileStream>();
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        var parts = new RunningParts(stack, app.Services.GetRequiredService<ResourceNotificationService>());
        lifetime.ApplicationStopping.Register(() => Console.WriteLine("\nStopping."));
        app.Run();

        using var patience = new CancellationTokenSource(EndPatience);
        if (!lifetime.ApplicationStarted.IsCancellationRequested)
        {
            // Told to stop while it started, the host leaves running what runs already.
            app.StopAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }

        // The orchestrator ends the parts by itself, a moment longer than this process would last.
        while (!patience.IsCancellationRequested && parts.List().Count > 0)
        {
            Thread.Sleep(Pause);
        }

        var left = parts.List();
        Console.WriteLine(left.Count == 0 ? "Stopped." : $"Still ending: {string.Join(", ", left)}.");
    }
}
