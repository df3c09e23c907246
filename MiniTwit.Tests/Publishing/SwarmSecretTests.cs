using MiniTwit.AppHost.Deploying;
using MiniTwit.AppHost.Publishing;

namespace MiniTwit.Tests.Publishing;

/// <summary>What a deployment puts into a secret of the swarm is what Compose would have put into the variable, and is what a program gets.</summary>
public sealed class SwarmSecretTests
{
    private const string Key = "p$ss=word$$ ${KEY:?}";

    [Theory]
    [InlineData("${KEY:?}", Key)]
    [InlineData("Password=${KEY:?};Ssl=true", $"Password={Key};Ssl=true")]
    [InlineData("$${KEY:?} costs $$5, ${KEY:?}, $$$$", "${KEY:?} costs $5, " + Key + ", $$")]
    [InlineData("${KEY:-other} ${EMPTY:-other} ${MISSING:-other}${MISSING:-}", Key + " other other")]
    [InlineData(" plain ", " plain ")]
    public async Task Parameters_and_dollars_are_what_compose_reads(string written, string expected)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"EMPTY=\nKEY={Names.Literal(Key)}\n", TestContext.Current.CancellationToken);

        var filled = SettingsFile.Read(file).Fill(written);

        File.Delete(file);
        Assert.Equal(expected, filled);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("with its line break\n", "with its line break")]
    [InlineData("\n", "")]
    [InlineData("$2a$14$abc'\"\\ `id` $(id) *", "$2a$14$abc'\"\\ `id` $(id) *")]
    public async Task A_program_has_it_in_its_environment(string content, string expected)
    {
        var (exitCode, output) = await StartAsync(new() { ["FIRST"] = "one", ["THE_KEY"] = content }, "printenv", "FIRST", "THE_KEY");

        Assert.Equal((0, $"one\n{expected}\n"), (exitCode, output));
    }

    [Fact]
    public async Task A_program_is_started_with_its_arguments_and_ends_as_it_would()
    {
        var (exitCode, output) = await StartAsync(new() { ["KEY"] = "x" }, "sh", "-c", "echo \"$# $1\"; exit 7", "sh", "a b", "");

        Assert.Equal((7, "2 a b\n"), (exitCode, output));
    }

    private static async Task<(int ExitCode, string Output)> StartAsync(Dictionary<string, string> secrets, params string[] command)
    {
        var folder = Directory.CreateTempSubdirectory("minitwit-secrets-");
        foreach (var (name, content) in secrets)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), content, TestContext.Current.CancellationToken);
        }

        var script = await File.ReadAllTextAsync(Alerting.Deployment.Path("deploy/with-secrets.sh"), TestContext.Current.CancellationToken);
        Assert.Contains("/run/minitwit/", script, StringComparison.Ordinal);
        var here = script.Replace("/run/minitwit/", $"{folder.FullName}/", StringComparison.Ordinal);

        var result = await Alerting.Deployment.RunAsync("sh", ["-c", here, "with-secrets.sh", .. command]);

        folder.Delete(recursive: true);
        return result;
    }
}
