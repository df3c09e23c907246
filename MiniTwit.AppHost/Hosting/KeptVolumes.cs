using System.ComponentModel;
using System.Diagnostics;
using MiniTwit.AppHost.Postgres;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Hosting;

/// <summary>
/// Container volumes that hold the password of an earlier run. When its file is gone (<c>git clean</c>, say), nobody can sign in to
/// what is in them, and the part would never become healthy.
/// </summary>
internal static class KeptVolumes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly (string Volume, string Secret)[] Locked =
    [
        (PostgresExtensions.DataVolume, "postgres-password"),
        (ResourceNames.Elasticsearch, "elasticsearch-password"),
        (ResourceNames.Grafana, "grafana-password"),
    ];

    /// <param name="data">The run's data.</param>
    /// <param name="isSet">Whether a setting has that secret.</param>
    /// <param name="list">The names of the volumes there are.</param>
    /// <exception cref="SetupException">There is such a volume; the message says what to do.</exception>
    public static void CheckPasswords(LocalData data, Func<string, bool> isSet, Func<IEnumerable<string>> list)
    {
        var unknown = Locked.Where(kept => !isSet(kept.Secret) && !data.HasSecret(kept.Secret)).ToList();
        if (unknown.Count == 0)
        {
            return;
        }

        // Of one run all are lost or none; the rest is removed along with the first.
        var volumes = list().ToHashSet();
        var lost = unknown.Where(kept => volumes.Contains(data.Volume(kept.Volume))).ToList();
        if (lost.Count > 0)
        {
            throw new SetupException(
                $"The password to {string.Join(", ", lost.Select(kept => data.Volume(kept.Volume)))} is no longer in {data.Directory("secrets")}. "
                    + $"Put it back as the file {lost[0].Secret}, or begin anew without the data: "
                    + $"docker volume rm {string.Join(' ', lost.Select(kept => data.Volume(kept.Volume)))}"
            );
        }
    }

    /// <summary>The names of the volumes of the container runtime that answers.</summary>
    public static IEnumerable<string> List() => ListOf("docker").Concat(ListOf("podman"));

    private static string[] ListOf(string runtime)
    {
        try
        {
            using var command = Process.Start(
                new ProcessStartInfo(runtime, ["volume", "ls", "--quiet"]) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            var names = command.StandardOutput.ReadToEndAsync();
            if (command.WaitForExit(Patience) && command.ExitCode == 0)
            {
                return names.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            }

            return [];
        }
        catch (Win32Exception)
        {
            return [];
        }
    }
}
