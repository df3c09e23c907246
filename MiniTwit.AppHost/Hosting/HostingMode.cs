using System.ComponentModel;
using System.Diagnostics;

namespace MiniTwit.AppHost.Hosting;

/// <summary>The two ways to host the off-the-shelf parts on a developer's machine.</summary>
internal enum HostingMode
{
    /// <summary>Every part as a container.</summary>
    Containers,

    /// <summary>Postgres and Prometheus as child processes of the stack; what needs a container is listed as off.</summary>
    Processes,
}

internal static class HostingModes
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>What the setting <c>MINITWIT_HOSTING</c> says, else containers where a runtime answers.</summary>
    /// <exception cref="SetupException">The setting is neither <c>containers</c> nor <c>processes</c>.</exception>
    public static HostingMode Choose(string? setting) =>
        setting switch
        {
            null or "" => RuntimeAnswers("docker") || RuntimeAnswers("podman") ? HostingMode.Containers : HostingMode.Processes,
            _ when setting.Equals(nameof(HostingMode.Containers), StringComparison.OrdinalIgnoreCase) => HostingMode.Containers,
            _ when setting.Equals(nameof(HostingMode.Processes), StringComparison.OrdinalIgnoreCase) => HostingMode.Processes,
            _ => throw new SetupException($"MINITWIT_HOSTING is '{setting}'; it takes 'containers' or 'processes'."),
        };

    private static bool RuntimeAnswers(string runtime)
    {
        try
        {
            // `version` with a server template fails when only the client is installed.
            using var probe = Process.Start(
                new ProcessStartInfo(runtime, ["version", "--format", "{{.Server.Version}}"])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            if (probe.WaitForExit(ProbeTimeout))
            {
                return probe.ExitCode == 0;
            }

            probe.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
