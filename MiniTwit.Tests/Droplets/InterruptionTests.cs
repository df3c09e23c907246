namespace MiniTwit.Tests.Droplets;

/// <summary>Deployments that end early, or meet another.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class InterruptionTests(TwoDroplets droplets)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("app: migrating the database")]
    [InlineData("app: web: starting one of version")]
    public async Task A_deployment_that_is_killed_fails_no_request_and_the_next_goes_on_where_it_was(string at)
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var next = await droplets.VersionAsync() == TwoDroplets.First ? TwoDroplets.Second : TwoDroplets.First;
        await using var load = await EdgeLoad.StartAsync(droplets.Edge);

        using (var deployment = droplets.StartDeployment("--version", next))
        {
            using var timeout = new CancellationTokenSource(Patience);
            string? line;
            do
            {
                line = await deployment.StandardOutput.ReadLineAsync(timeout.Token);
            } while (line?.Contains(at, StringComparison.Ordinal) == false);
            Assert.NotNull(line);
            deployment.Kill(entireProcessTree: true);
        }

        var (code, said) = await droplets.DeployAsync("--version", next);
        await load.StopAsync();

        Assert.True(code == 0, said);
        Assert.Equal(next, await droplets.VersionAsync());
        Assert.True(load.Failures.Count == 0, string.Join("\n", load.Failures.Take(40)) + "\n" + said);
    }

    [Fact]
    public async Task Of_two_deployments_at_once_one_gives_way_before_it_has_changed_anything()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var before = await droplets.VersionAsync();
        var other = before == TwoDroplets.First ? TwoDroplets.Second : TwoDroplets.First;
        await droplets.OnAsync("app", "nohup flock /opt/minitwit/deploy.lock sleep 60 >/dev/null 2>&1 &");

        var (code, said) = await droplets.DeployAsync("--version", other);
        await droplets.OnAsync("app", "pkill -f '^flock /opt/minitwit/deploy.lock sleep' || true; pkill -f '^sleep 60$' || true");

        Assert.Equal(1, code);
        Assert.Contains("Another deployment is running.", said, StringComparison.Ordinal);
        Assert.Equal($"VERSION={before}", await droplets.OnAsync("app", $"grep ^VERSION= {TwoDroplets.Deployed}/app-droplet/.env"));
    }
}
