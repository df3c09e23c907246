namespace MiniTwit.Tests.Droplets;

/// <summary>The generated files as Docker itself reads them, without what the tests override.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class ManifestTests(TwoDroplets droplets)
{
    [Theory]
    [InlineData("app")]
    [InlineData("db")]
    public async Task Compose_finds_nothing_to_say_against_them(string droplet)
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var (code, said) = await droplets.TryOnAsync(
            droplet,
            $"cd {TwoDroplets.Deployed}/{droplet}-droplet && docker compose --file compose.yaml --profile '*' config --quiet"
        );

        Assert.Equal((0, ""), (code, said));
    }

    [Theory]
    [InlineData("VERSION", "app")]
    [InlineData("DATABASE_OWNER_PASSWORD", "db")]
    public async Task Nothing_starts_without_a_parameter_that_has_to_be_set(string parameter, string droplet)
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var (code, said) = await droplets.TryOnAsync(
            droplet,
            $"cd {TwoDroplets.Deployed}/{droplet}-droplet && grep -v '^{parameter}=' .env >/tmp/less.env && docker compose --env-file /tmp/less.env config --quiet; code=$?; rm /tmp/less.env; exit $code"
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
        var said = await droplets.OnAsync(
            "app",
            $"docker inspect --format '{{{{.Config.User}}}} {{{{index .Config.Labels \"org.opencontainers.image.version\"}}}} {{{{index .Config.Labels \"org.opencontainers.image.revision\"}}}}' {TwoDroplets.Registry}/{image}:{TwoDroplets.First}"
        );

        Assert.Matches($"^1654 {TwoDroplets.First} [0-9a-f]{{40}}$", said);
    }
}
