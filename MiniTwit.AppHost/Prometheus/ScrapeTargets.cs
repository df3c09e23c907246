using System.Text.Json;
using MiniTwit.AppHost.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Prometheus;

/// <summary>
/// The target files that Prometheus' file discovery reads in a local run, where ports differ from run to run:
/// <c>[{"targets": ["localhost:41235"], "labels": {"job": "api"}}]</c>.
/// </summary>
internal static class ScrapeTargets
{
    /// <summary>The developer's machine, as a container sees it.</summary>
    public const string HostFromContainer = "host.docker.internal";

    /// <summary>A local run's own; on a droplet the ones generated from the model.</summary>
    public static string Directory(Stack stack) =>
        stack.IsPublishing ? stack.Deploy("app-droplet/targets") : stack.Data.Directory("prometheus/config/targets");

    /// <summary>
    /// The configuration for Prometheus as a process: links to the files of <c>deploy/prometheus</c>, beside the target files,
    /// since Prometheus resolves relative paths from where its configuration lies.
    /// </summary>
    public static string LocalConfiguration(Stack stack)
    {
        var directory = stack.Data.Directory("prometheus/config");
        Directory(stack);
        foreach (var original in System.IO.Directory.EnumerateFileSystemEntries(stack.Deploy("prometheus")))
        {
            var link = Path.Combine(directory, Path.GetFileName(original));
            File.Delete(link);
            File.CreateSymbolicLink(link, original);
        }

        return Path.Combine(directory, "prometheus.yml");
    }

    public static Task WriteAsync(Stack stack, ProjectResource app, CancellationToken cancellation)
    {
        var host = stack.Mode == HostingMode.Containers ? HostFromContainer : "localhost";
        return WriteAsync(stack, app.Name, $"{host}:{app.GetEndpoint(ResourceNames.ManagementEndpoint).Port}", cancellation);
    }

    public static Task WriteAsync(Stack stack, string job, string target, CancellationToken cancellation)
    {
        var group = new { targets = new[] { target }, labels = new { job } };
        return File.WriteAllTextAsync(
            Path.Combine(Directory(stack), $"{job}.json"),
            JsonSerializer.Serialize(new[] { group }),
            cancellation
        );
    }
}
