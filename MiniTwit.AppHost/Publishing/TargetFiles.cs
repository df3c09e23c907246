using System.Text.Json;
using MiniTwit.AppHost.Droplets;

namespace MiniTwit.AppHost.Publishing;

/// <summary>Prometheus' target files on its droplet: a file for each job. The apps' replicas are not among them, nor what runs on every node of a swarm: DNS knows those.</summary>
internal static class TargetFiles
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n" };

    /// <returns>The text of each file, by its name.</returns>
    public static IEnumerable<(string File, string Text)> Write(IEnumerable<Part> all) =>
        all.SelectMany(part => part.Resource.Annotations.OfType<Metrics>(), (part, metrics) => (part, metrics))
            .GroupBy(target => target.metrics.Job, StringComparer.Ordinal)
            .OrderBy(job => job.Key, StringComparer.Ordinal)
            .Select(job =>
                (
                    $"{job.Key}.json",
                    JsonSerializer.Serialize(job.Select(target => Group(target.part.Name, target.part.Droplet, target.metrics)), Readable)
                        + "\n"
                )
            );

    private static object Group(string host, DropletResource droplet, Metrics metrics) =>
        new
        {
            targets = new[] { $"{host}:{metrics.Port}" },
            labels = new SortedDictionary<string, string>(metrics.Labels.ToDictionary(), StringComparer.Ordinal)
            {
                ["job"] = metrics.Job,
                ["host"] = droplet.Host,
            },
        };
}
