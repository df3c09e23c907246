using System.Text.RegularExpressions;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Metrics;

/// <summary>
/// What the parts that only droplets have export, asked of themselves once: the machine's, the edge's, its probe's and Elasticsearch's;
/// cAdvisor's from its table. PostgreSQL's are looked for on a droplet (<c>DatabaseDropletTests</c>), where it runs with its own
/// settings and the exporter's own role.
/// </summary>
public sealed partial class Exporters : IAsyncLifetime
{
    private readonly HashSet<string> _names = [];

    /// <summary>The names of their metrics.</summary>
    public IReadOnlySet<string> Names => _names;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _names.UnionWith(ContainerMetrics.Names);
        _names.UnionWith(WrittenByBackups());
        _names.UnionWith(await OfNodeAsync());
        _names.UnionWith(await OfElasticsearchAsync());
        _names.UnionWith(await OfEdgeAsync());
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<IEnumerable<string>> OfNodeAsync()
    {
        var target = $"127.0.0.1:{AppProcess.FreePort()}";
        await using var exporter = RunningProgram.Start("prometheus-node-exporter", [$"--web.listen-address={target}"]);
        return await RunningProgram.NamesAsync($"http://{target}/metrics", "node_");
    }

    private static async Task<IEnumerable<string>> OfElasticsearchAsync()
    {
        using var node = new StandInNode();
        var (program, target) = ElasticsearchExporter.Start(node.Address);
        await using var _ = program;
        return await RunningProgram.NamesAsync($"http://{target}/metrics", "elasticsearch_indices_");
    }

    private static async Task<IEnumerable<string>> OfEdgeAsync()
    {
        await using var edge = new EdgeInBrief();
        var probed = await RunningProgram.NamesAsync(edge.Probe("api"), "probe_success 1");
        return probed.Concat(await RunningProgram.NamesAsync(edge.Metrics, "caddy_"));
    }

    /// <summary>What the database's droplet writes into a file for its node exporter to tell.</summary>
    private static IEnumerable<string> WrittenByBackups() =>
        Gauge().Matches(File.ReadAllText(Repository.File("deploy", "postgres", "backups.sh"))).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^\s+gauge (minitwit_\w+) ", RegexOptions.Multiline)]
    private static partial Regex Gauge();
}
