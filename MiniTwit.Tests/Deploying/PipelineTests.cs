using System.Text.RegularExpressions;
using MiniTwit.Tests.Alerting;

namespace MiniTwit.Tests.Deploying;

/// <summary>What an operator and a script see of an operation that goes no further.</summary>
public sealed partial class PipelineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("minitwit-operation-").FullName;

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("deploy.sh")]
    [InlineData("restore.sh")]
    [InlineData("upgrade-db.sh")]
    public async Task A_droplet_that_is_not_reached_ends_it_with_a_plain_line_and_leaves_nothing(string script)
    {
        var settings = Path.Combine(_folder, "settings.env");
        await File.WriteAllLinesAsync(settings, Complete(), TestContext.Current.CancellationToken);

        var (code, said) = await RunAsync(script, settings);

        Assert.True(code == 1, said);
        Assert.Matches(PlainLine(), said.Split('\n').First(line => line.Contains("no ssh to", StringComparison.Ordinal)));
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Pipeline", said, StringComparison.Ordinal);
        // (The runtime has some of its own there.)
        Assert.Empty(Directory.GetFileSystemEntries(_folder, "minitwit-*"));
    }

    [Fact]
    public async Task Settings_that_are_not_there_end_it()
    {
        var (code, said) = await RunAsync("deploy.sh", Path.Combine(_folder, "none.env"));

        Assert.Equal(1, code);
        Assert.Contains("There is no settings file", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_that_nobody_knows_is_answered_with_the_usage()
    {
        var (code, said) = await RunAsync("deploy.sh", "--no-such-option");

        Assert.Equal(2, code);
        Assert.Contains("deploy/deploy.sh [SETTINGS]", said, StringComparison.Ordinal);
    }

    // With a folder of its own for what it keeps while it runs.
    private Task<(int Code, string Said)> RunAsync(string script, params string[] arguments) =>
        Deployment.RunAsync(
            Deployment.Path($"deploy/{script}"),
            arguments,
            new Dictionary<string, string> { ["TMPDIR"] = _folder, ["MINITWIT_NO_BUILD"] = "1" }
        );

    /// <summary>All that has to be said, with droplets at a port of this machine that nothing listens on.</summary>
    private static IEnumerable<string> Complete() =>
        File.ReadLines(Deployment.Path("deploy/production.env.example"))
            .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
            .Select(line => line.Split('='))
            .Select(setting => $"{setting[0]}={Given(setting[0], setting[1])}");

    private static string Given(string name, string usual) =>
        name switch
        {
            "APP_SSH" or "DB_SSH" => "nobody@127.0.0.1",
            "SSH_OPTIONS" => "-p 1",
            "ALERTS_TO_NOBODY" or "ALERTS_WITHOUT_HEARTBEAT" => "true",
            _ when name.Contains("PASSWORD", StringComparison.Ordinal) || name == "INTERNAL_KEY" => "not-a-secret-0123456789",
            _ when usual.EndsWith(".example", StringComparison.Ordinal) => "minitwit.test",
            "REGISTRY" or "VERSION" => "some",
            _ => usual,
        };

    [GeneratedRegex("^[0-9]{2}:[0-9]{2}:[0-9]{2}  app: no ssh to nobody@127.0.0.1: ")]
    private static partial Regex PlainLine();
}
