using System.Text.Json;
using MiniTwit.Simulator.Replay;
using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Simulator.Commands;

/// <summary>Continues a scenario where the API last was.</summary>
internal static class StartLatest
{
    public static async Task<long?> ReadAsync(SimulatorClient client, CancellationToken cancelled)
    {
        var (json, _) = await client.GetAsync("/latest", cancelled);
        using (json)
        {
            return
                json?.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("latest", out var value)
                && value.TryGetInt64(out var latest)
                ? latest
                : null;
        }
    }

    // 0 is also what a new API says, so a scenario that starts with 0 is sent from there; a registration too many does no harm.
    public static List<ScenarioCommand> After(List<ScenarioCommand> commands, long latest) =>
        latest <= 0 ? commands : [.. commands.SkipWhile(command => command.Id <= latest)];
}
