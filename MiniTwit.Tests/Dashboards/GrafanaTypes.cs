using MiniTwit.Tests.Alerting;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Dashboards;

/// <summary>The types that Grafana's makers publish, in the versions of <c>schema/package-lock.json</c>, and what is not of them.</summary>
public sealed class GrafanaTypes : IAsyncLifetime
{
    private static readonly string Folder = Repository.File("MiniTwit.Tests", "Dashboards", "schema");

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var (exit, output) = await Deployment.RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", Folder]);
        Assert.True(exit == 0, output);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Whether dashboards' files are of the types, and what in them is not.</summary>
    internal static Task<(int ExitCode, string Output)> CheckAsync(params IEnumerable<string> files) =>
        Deployment.RunAsync("node", [Path.Combine(Folder, "check.mjs"), .. files]);
}
