using MiniTwit.Tests.Publishing;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Droplets;

/// <summary>The generated files as Docker itself reads them, without what the tests override.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class ManifestTests(TwoDroplets droplets)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Compose_finds_nothing_to_say_against_the_database_s()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var said = await droplets.TryOnAsync(
            droplets.Database.Host,
            $"cd {TwoDroplets.DatabaseFiles} && docker compose --file compose.yaml --profile '*' config --quiet"
        );

        Assert.Equal((0, ""), said);
    }

    [Theory]
    [InlineData("stack.yaml")]
    [InlineData("migrations.yaml")]
    public async Task A_swarm_finds_nothing_to_say_against_the_apps(string file)
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var (code, said) = await ReadStackAsync(file, Variables());

        // Read to its end, which comes first: nothing is wrong with it but that this engine is in no swarm.
        Assert.NotEqual(0, code);
        Assert.Contains("is not a swarm manager", said, StringComparison.Ordinal);
        foreach (var complaint in (string[])["Ignoring", "variable", "deprecated", "unsupported", "invalid"])
        {
            Assert.DoesNotContain(complaint, said, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("stack.yaml", "VERSION")]
    [InlineData("stack.yaml", "API_INTERNAL_KEY_SECRET")]
    [InlineData("stack.yaml", "DATABASE_ADDRESS")]
    [InlineData("migrations.yaml", "VERSION")]
    public async Task Nothing_of_the_apps_starts_without_a_parameter_that_has_to_be_set(string file, string parameter)
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var variables = Variables();
        variables[parameter] = "";
        var (code, said) = await ReadStackAsync(file, variables);

        Assert.NotEqual(0, code);
        Assert.Contains(parameter, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("REGISTRY")]
    [InlineData("DATABASE_OWNER_PASSWORD")]
    public async Task Nothing_of_the_database_starts_without_a_parameter_that_has_to_be_set(string parameter)
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var (code, said) = await droplets.TryOnAsync(
            droplets.Database.Host,
            $"cd {TwoDroplets.DatabaseFiles} && grep -v '^{parameter}=' .env >/tmp/less.env && docker compose --env-file /tmp/less.env config --quiet; code=$?; rm /tmp/less.env; exit $code"
        );

        Assert.NotEqual(0, code);
        Assert.Contains(parameter, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("minitwit-api")]
    [InlineData("minitwit-web")]
    public async Task Images_say_of_which_version_and_commit_they_are_and_run_as_nobody_special(string image)
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var name = $"{TwoDroplets.Registry}/{image}:{TwoDroplets.First}";
        var said = await droplets.OnAsync(
            "storage",
            $"docker pull --quiet {name} >/dev/null && docker inspect --format '{{{{.Config.User}}}} {{{{index .Config.Labels \"org.opencontainers.image.version\"}}}} {{{{index .Config.Labels \"org.opencontainers.image.revision\"}}}}' {name}"
        );

        Assert.Matches($"^1654 {TwoDroplets.First} [0-9a-f]{{40}}$", said);
    }

    /// <summary>The client reads the file on this machine, as in a deployment, and gives it to an engine that takes none.</summary>
    private static Task<(int Code, string Said)> ReadStackAsync(string file, Dictionary<string, string> variables) =>
        Shell.TryAsync(
            Minute,
            variables,
            "docker",
            "stack",
            "deploy",
            "--compose-file",
            Repository.File("deploy", "app-droplet", file),
            "minitwit"
        );

    private Dictionary<string, string> Variables()
    {
        var variables = File.ReadLines(droplets.Settings)
            .Select(line => line.Split('=', 2))
            .GroupBy(words => words[0])
            .ToDictionary(same => same.Key, same => same.Last()[1].Replace("$$", "$", StringComparison.Ordinal));
        foreach (var secret in DeployedParts.Services.SelectMany(service => service.Secrets))
        {
            var variable = $"{secret.Variable}_SECRET";
            variables[variable] = variable.ToLowerInvariant().Replace('_', '-');
        }

        variables["DOCKER_HOST"] = droplets.Engine("storage");
        return variables;
    }
}
