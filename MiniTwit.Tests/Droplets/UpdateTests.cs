namespace MiniTwit.Tests.Droplets;

/// <summary>New versions while people use the old one.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class UpdateTests(TwoDroplets droplets)
{
    [Fact]
    public async Task An_update_fails_no_request()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var next = await droplets.VersionAsync() == TwoDroplets.First ? TwoDroplets.Second : TwoDroplets.First;
        await using var load = await EdgeLoad.StartAsync(droplets.Edge);

        var (code, said) = await droplets.DeployAsync("--version", next);
        await load.StopAsync();

        Assert.True(code == 0, said);
        Assert.Equal(next, await droplets.VersionAsync());
        Assert.True(load.Failures.Count == 0, string.Join("\n", load.Failures.Take(40)) + "\n" + said);
        TestContext.Current.TestOutputHelper?.WriteLine($"{load.Sent} requests\n{said}");
    }

    [Fact]
    public async Task An_update_to_a_version_that_does_not_start_goes_back_and_fails_no_request()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var before = await droplets.VersionAsync();
        await using var load = await EdgeLoad.StartAsync(droplets.Edge);

        var (code, said) = await droplets.DeployAsync("--version", TwoDroplets.Broken);
        await load.StopAsync();

        Assert.Equal(1, code);
        Assert.Contains($"Gone back: version {before} serves.", said, StringComparison.Ordinal);
        Assert.Equal(before, await droplets.VersionAsync());
        Assert.True(load.Failures.Count == 0, string.Join("\n", load.Failures.Take(40)) + "\n" + said);
        TestContext.Current.TestOutputHelper?.WriteLine($"{load.Sent} requests\n{said}");
    }

    [Fact]
    public async Task A_deployment_of_what_runs_changes_nothing_and_a_plan_never_does()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        const string Running = "docker ps --filter name=minitwit --format '{{.ID}} {{.Names}}' | sort";
        var version = await droplets.VersionAsync();
        var before = await droplets.OnAsync("app", Running) + await droplets.OnAsync(droplets.Database.Host, Running);

        var plan = await droplets.DeployAsync("--version", TwoDroplets.Second + "-next", "--plan");
        var deployment = await droplets.DeployAsync("--version", version);

        Assert.True(plan.Code == 0, plan.Said);
        Assert.True(deployment.Code == 0, deployment.Said);
        Assert.Contains("would be version second-next", plan.Said, StringComparison.Ordinal);
        Assert.Equal(before, await droplets.OnAsync("app", Running) + await droplets.OnAsync(droplets.Database.Host, Running));
    }
}
