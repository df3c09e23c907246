using Microsoft.Extensions.Hosting;

namespace MiniTwit.AppHost.Reports;

/// <summary>Tells the terminal something while the stack runs. One that fails says so and lets the stack run on.</summary>
internal abstract class Report(string subject, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // From here on parts end because they were told to.
        using var running = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await TellAsync(running.Token);
        }
        catch (OperationCanceledException) when (running.IsCancellationRequested)
        {
            // The run ends.
        }
#pragma warning disable CA1031 // Whatever it is: the host would end with it.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync($"MiniTwit runs on, but no longer says {subject}: {problem.Message}");
        }
    }

    protected abstract Task TellAsync(CancellationToken ct);
}
