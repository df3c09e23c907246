using System.Text.RegularExpressions;
using MiniTwit.AppHost;
using MiniTwit.Tests.Alerting;

namespace MiniTwit.Tests.Versions;

/// <summary>What the tests run is what ships: each program says the version of the image that it stands in for.</summary>
public sealed partial class VersionTests
{
    /// <summary>How each program is asked.</summary>
    public static TheoryData<string, string, string> Programs =>
        new()
        {
            { "postgres", "--version", Images.Postgres.Tag },
            { "caddy", "version", Images.Caddy.Tag },
            { "prometheus", "--version", Images.Prometheus.Tag },
            { "promtool", "--version", Images.Prometheus.Tag },
            { "prometheus-alertmanager", "--version", Images.Alertmanager.Tag },
            { "amtool", "--version", Images.Alertmanager.Tag },
            { "prometheus-node-exporter", "--version", Images.NodeExporter.Tag },
            { "prometheus-postgres-exporter", "--version", Images.PostgresExporter.Tag },
            { "prometheus-elasticsearch-exporter", "--version", Images.ElasticsearchExporter.Tag },
            { "prometheus-blackbox-exporter", "--version", Images.BlackboxExporter.Tag },
        };

    // A later patch in Debian is the same behaviour; a later minor version is to be raised in Images.cs too.
    [Theory]
    [MemberData(nameof(Programs))]
    public async Task The_tests_run_the_version_that_ships(string program, string question, string tag)
    {
        var (exitCode, said) = await Deployment.RunAsync(program, [question]);

        Assert.True(exitCode == 0, said);
        Assert.Equal(MajorMinor().Match(tag).Value, MajorMinor().Match(said).Value);
    }

    [GeneratedRegex(@"\d+\.\d+")]
    internal static partial Regex MajorMinor();
}
