namespace MiniTwit.Tests.Droplets;

/// <summary>A tag that names another image than it did.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class ImageContentTests(TwoDroplets droplets)
{
    private const string Moved = "moved";
    private const string Content = "'{{index .Config.Labels \"content\"}}'";

    [Fact]
    public async Task An_app_s_other_content_reaches_the_droplet()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var before = await droplets.VersionAsync();
        foreach (var content in (string[])["one", "other"])
        {
            await droplets.Images.PushAsync("minitwit-api", Moved, $"LABEL content={content}");
            await droplets.Images.PushAsync("minitwit-web", Moved, $"LABEL content={content}");

            var (code, said) = await droplets.DeployAsync("--version", Moved);

            Assert.True(code == 0, said);
            foreach (var service in (string[])["api", "web"])
            {
                await droplets.Services.HealthyAsync();
                var replicas = await droplets.Services.ContainersAsync(service);
                var run = await droplets.OnAsync("app", $"docker inspect --format {Content} {string.Join(' ', replicas)}");
                Assert.Equal(Enumerable.Repeat(content, replicas.Length), run.Split('\n'));
            }
        }

        var back = await droplets.DeployAsync("--version", before);
        Assert.True(back.Code == 0, back.Said);
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_is_no_reason_to_replace_what_runs()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        const string Rule = "OUTPUT --protocol tcp --dport 5000 --jump REJECT";
        var version = await droplets.VersionAsync();
        var before = await ReplicasAsync();
        await droplets.OnAsync("app", $"iptables --insert {Rule}");
        try
        {
            var (code, said) = await droplets.DeployAsync("--version", version);

            Assert.True(code == 0, said);
            Assert.Contains($"minitwit-api:{version}", said, StringComparison.Ordinal);
            Assert.Contains("all that keeps its tag goes on with what it runs", said, StringComparison.Ordinal);
        }
        finally
        {
            await droplets.OnAsync("app", $"iptables --delete {Rule}");
        }

        Assert.Equal(before, await ReplicasAsync());
    }

    [Fact]
    public async Task The_database_s_other_content_reaches_its_droplet()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var host = droplets.Database.Host;
        var image = await droplets.OnAsync(host, "docker inspect --format '{{.Config.Image}}' minitwit-postgres-1");
        var tag = image.Split(':')[^1];
        var content = $"{Guid.NewGuid():N}";
        await droplets.Images.PushAsync("minitwit-postgres", tag, $"LABEL content={content}", from: tag);

        var (code, said) = await droplets.DeployAsync("--version", await droplets.VersionAsync());

        Assert.True(code == 0, said);
        var run = await droplets.OnAsync(host, $"docker inspect --format {Content} minitwit-postgres-1 minitwit-backups-1");
        Assert.Equal([content, content], run.Split('\n'));
    }

    private async Task<string[]> ReplicasAsync() =>
        [.. await droplets.Services.ContainersAsync("api"), .. await droplets.Services.ContainersAsync("web")];
}
