namespace MiniTwit.Tests.Droplets;

/// <summary>Containers that end without warning.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class KillTests(TwoDroplets droplets)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Every_container_of_the_app_droplet_comes_back_and_reads_go_on()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var names = (await droplets.OnAsync("app", "docker ps --filter name=minitwit --format '{{.Names}}' | sort")).Split('\n');
        // There is one edge: while it is away, for about a second, nobody is served.
        var edge = names.Single(name => name.Contains("caddy", StringComparison.Ordinal));
        await using var load = await EdgeLoad.StartAsync(droplets.Edge);
        foreach (var name in names.Except([edge]))
        {
            await KillAsync(name);
        }

        await load.StopAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{load.Sent} requests, {load.Failures.Count} failed:\n{string.Join('\n', load.Failures)}"
        );
        Assert.InRange(1.0 * load.FailedReads / load.Reads, 0, 0.001);

        await KillAsync(edge);
        using var client = droplets.Edge.Client(TwoDroplets.WebHost);
        using var answer = await client.GetAsync("/public", TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task The_database_comes_back_and_the_apps_with_it()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        await KillAsync("minitwit-postgres-1", droplets.Database.Host);

        using var client = droplets.Edge.Client(TwoDroplets.WebHost);
        using var timeout = new CancellationTokenSource(Patience);
        while (true)
        {
            using var answer = await client.GetAsync("/public", timeout.Token);
            if (answer.IsSuccessStatusCode)
            {
                break;
            }

            await Task.Delay(500, timeout.Token);
        }
    }

    /// <summary>Its process dies from within the machine: an engine does not restart what it was asked to kill.</summary>
    private async Task KillAsync(string name, string droplet = "app")
    {
        await droplets.OnAsync(droplet, $"kill -KILL $(docker inspect --format '{{{{.State.Pid}}}}' {name})");
        await HealthyAsync(droplet, name);
    }

    private async Task HealthyAsync(string droplet, string name)
    {
        using var timeout = new CancellationTokenSource(Patience);
        await Task.Delay(TimeSpan.FromSeconds(1), timeout.Token);
        while (await droplets.OnAsync(droplet, $"docker inspect --format '{{{{.State.Health.Status}}}}' {name}") != "healthy")
        {
            await Task.Delay(500, timeout.Token);
        }
    }
}
