using System.Text.Json;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Metrics;

/// <summary>The edge with nothing behind it, and the probe that asks it.</summary>
internal sealed class EdgeInBrief : IAsyncDisposable
{
    private readonly EdgeProcess _edge = new(new Dictionary<string, string>());
    private readonly int _probe = AppProcess.FreePort();
    private readonly RunningProgram _blackbox;

    public EdgeInBrief() =>
        _blackbox = RunningProgram.Start(
            "sh",
            [Repository.File("deploy", "blackbox", "start.sh"), $"--web.listen-address=127.0.0.1:{_probe}"],
            [.. EdgeProcess.Hosts]
        );

    /// <summary>Where Prometheus asks it.</summary>
    public string Metrics => _edge.Metrics;

    /// <summary>Where the probe of a name is asked for, as Prometheus asks: of a page that the edge answers itself.</summary>
    public string Probe(string instance)
    {
        using var targets = JsonDocument.Parse(File.ReadAllText(Repository.File("deploy", "app-droplet", "targets", "edge.json")));
        var labels = targets
            .RootElement.EnumerateArray()
            .Select(target => target.GetProperty("labels"))
            .Single(labels => labels.GetProperty("instance").GetString() == instance);
        var target = labels.GetProperty("__param_target").GetString() switch
        {
            "https://caddy" => $"https://localhost:{_edge.Port}/metrics",
            "caddy:443" => $"localhost:{_edge.Port}",
            var other => throw new InvalidOperationException($"{other} is not the edge."),
        };
        return $"http://127.0.0.1:{_probe}/probe?module={labels.GetProperty("__param_module").GetString()}&target={target}";
    }

    public async ValueTask DisposeAsync()
    {
        await _blackbox.DisposeAsync();
        await _edge.DisposeAsync();
    }
}
