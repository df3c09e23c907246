using System.Diagnostics;
using System.Text.Json.Nodes;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

/// <summary>What is generated and committed has to be what the code says.</summary>
public sealed class CommittedFilesTests(StackFixture stack)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task The_committed_OpenAPI_document_is_the_one_that_is_served()
    {
        var committed = JsonNode.Parse(
            await File.ReadAllTextAsync(Repository.File("MiniTwit.ApiService", "openapi", "v1.json"), TestContext.Current.CancellationToken)
        )!;
        var served = JsonNode.Parse((await new Api(stack.Api).GetAsync("/openapi/v1.json")).Body)!;
        foreach (var document in new[] { committed, served })
        {
            document.AsObject().Remove("servers");
        }

        Assert.Equal(committed.ToJsonString(), served.ToJsonString());
    }

    [Fact]
    public async Task The_migrations_make_the_model()
    {
        await RunAsync("tool", "restore");

        await RunAsync(
            "ef",
            "migrations",
            "has-pending-model-changes",
            "--no-build",
            "--configuration",
            Configuration,
            "--project",
            Repository.File("MiniTwit.ApiService")
        );
    }

    private static string Configuration =>
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";

    private static async Task RunAsync(params string[] arguments)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", arguments)
            {
                WorkingDirectory = Repository.Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        try
        {
            var (output, error) = (
                process.StandardOutput.ReadToEndAsync(timeout.Token),
                process.StandardError.ReadToEndAsync(timeout.Token)
            );
            await process.WaitForExitAsync(timeout.Token);
            Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{await output}\n{await error}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
