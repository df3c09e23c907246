using System.Diagnostics;
using System.Globalization;
using MiniTwit.AppHost.Hosting;

namespace MiniTwit.AppHost.Reports;

/// <summary>
/// What of this run is there now, to people: each part that has a process, and each port that something listens on. A port alone does not
/// tell, since the orchestrator listens in the parts' place, and gives up the ports first.
/// </summary>
internal sealed class RunningParts(Stack stack, ResourceNotificationService notifications)
{
    public IReadOnlyList<string> List() =>
        [
            .. stack.Builder.Resources.Where(part => IsThere(part.Name)).Select(part => part.Name),
            .. stack.Ports.Where(port => !LocalPorts.IsFree(port)).Select(port => $"port {port}"),
        ];

    // One that ended long ago may have left its number to another process.
    private bool IsThere(string name) =>
        notifications.TryGetCurrentState(name, out var part)
        && !KnownResourceStates.TerminalStates.Contains(part.Snapshot.State?.Text)
        && part.Snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value is { } value
        && IsRunning(Convert.ToInt32(value, CultureInfo.InvariantCulture));

    private static bool IsRunning(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
