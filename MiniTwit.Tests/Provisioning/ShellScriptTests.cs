using MiniTwit.Tests.Alerting;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Provisioning;

/// <summary>Every shell script of the repository, as shellcheck reads it.</summary>
public sealed class ShellScriptTests
{
    private static readonly string[] Folders = ["deploy", "scripts", "bench", "findings", "MiniTwit.AppHost/Postgres", ".ci", ".githooks"];

    [Fact]
    public async Task Shellcheck_finds_nothing()
    {
        string[] scripts =
        [
            .. Directory.EnumerateFiles(Repository.Root, "*.sh"),
            .. Folders
                .SelectMany(folder => Directory.EnumerateFiles(Repository.File(folder), "*", SearchOption.AllDirectories))
                .Where(IsScript),
        ];

        var (exitCode, output) = await Deployment.RunAsync(
            "shellcheck",
            ["--external-sources", $"--source-path={Repository.Root}", .. scripts]
        );

        Assert.True(exitCode == 0, output);
        Assert.Contains(Repository.File("deploy", "deploy.sh"), scripts);
        Assert.Contains(Repository.File(".ci", "run"), scripts);
    }

    private static bool IsScript(string file) =>
        Path.GetExtension(file) is ".sh"
        || Path.GetExtension(file).Length == 0
            && File.ReadLines(file).FirstOrDefault()?.StartsWith("#!/usr/bin/env bash", StringComparison.Ordinal) == true;
}
