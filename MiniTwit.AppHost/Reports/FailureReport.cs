using Microsoft.Extensions.Hosting;

namespace MiniTwit.AppHost.Reports;

/// <summary>Says at once which part could not start or ended with an error, and its last words, for whoever looks at the terminal alone.</summary>
internal sealed class FailureReport(
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    IHostApplicationLifetime lifetime
) : Report("which part fails", lifetime)
{
    private const int LinesShown = 10;
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(5);

    protected override async Task TellAsync(CancellationToken ct)
    {
        Dictionary<string, string?> states = [];
        await foreach (var change in notifications.WatchAsync(ct))
        {
            var before = states.GetValueOrDefault(change.ResourceId);
            var now = change.Snapshot.State?.Text;
            states[change.ResourceId] = now;
            if (now != before && Failure(change.Snapshot, before) is { } failure)
            {
                await ReportAsync(change.Resource.Name, change.ResourceId, failure, ct);
            }
        }
    }

    /// <summary>What went wrong, or null. A part that was told to stop has not failed, whatever its exit code.</summary>
    internal static string? Failure(CustomResourceSnapshot now, string? before) =>
        now.State?.Text switch
        {
            _ when before == KnownResourceStates.Stopping => null,
            var state when state == KnownResourceStates.FailedToStart => "could not start",
            var state when state == KnownResourceStates.RuntimeUnhealthy => "could not start: no container runtime answers",
            var state when state == KnownResourceStates.Exited || state == KnownResourceStates.Finished => now.ExitCode is null or 0
                ? null
                : $"ended with exit code {now.ExitCode}",
            _ => null,
        };

    private async Task ReportAsync(string name, string id, string failure, CancellationToken ct)
    {
        var lines = new List<string>();
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(LogPatience);
            await foreach (var batch in logs.GetAllAsync(id).WithCancellation(patience.Token))
            {
                lines.AddRange(batch.Select(line => line.Content));
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // What came until then is shown.
        }

        var shown = Own(lines).TakeLast(LinesShown).Select(line => $"    {line}\n").ToList();
        await Console.Error.WriteLineAsync($"{name} {failure}.{(shown.Count == 0 ? "" : " Its last lines:\n\n")}{string.Concat(shown)}");
    }

    /// <summary>What the part itself said, in order, without the orchestrator's time stamps (which begin each line) and remarks.</summary>
    internal static IEnumerable<string> Own(IEnumerable<string> lines) =>
        lines
            .OrderBy(line => line[..Math.Max(line.IndexOf(' ', StringComparison.Ordinal), 0)], StringComparer.Ordinal)
            .Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])
            .Where(line =>
                !line.StartsWith("[sys] ", StringComparison.Ordinal) && !line.StartsWith("No custom certificate ", StringComparison.Ordinal)
            );
}
