namespace MiniTwit.Tests.Droplets;

/// <summary>Engines that start anew, as an update makes them, and machines that do.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class EngineTests(TwoDroplets droplets)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_database_s_engine_starts_anew_and_nobody_notices()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var host = droplets.Database.Host;
        var server = await droplets.Database.ServerAsync();
        await using var load = await EdgeLoad.StartAsync(droplets.Edge);

        await RestartEngineAsync(host);
        await HealthyDatabaseAsync();
        await Task.Delay(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await load.StopAsync();

        Assert.True(load.Failures.Count == 0, string.Join("\n", load.Failures.Take(40)));
        Assert.Equal(server, await droplets.Database.ServerAsync());
        // Names are still known, and what is published is still reached, by new connections too.
        await droplets.OnAsync(host, "docker exec minitwit-postgres-exporter-1 getent hosts postgres");
        Assert.Equal((0, "1"), await droplets.Database.SqlAsRoleAsync("minitwit_app", "SELECT 1"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{load.Sent} requests");
    }

    [Fact]
    public async Task The_app_droplet_s_engine_starts_anew_and_everything_comes_up_by_itself()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var (server, version) = (await droplets.Database.ServerAsync(), await droplets.VersionAsync());

        await RestartEngineAsync("app");

        await ServesAsync(seed: 501);
        Assert.Equal((server, version), (await droplets.Database.ServerAsync(), await droplets.VersionAsync()));
    }

    [Theory]
    [InlineData("app", 0, 510)]
    [InlineData("app", 10, 520)]
    [InlineData("database", 0, 530)]
    [InlineData("database", 10, 540)]
    public async Task A_machine_whose_power_went_comes_up_by_itself_also_when_its_private_address_is_late(string which, int late, int seed)
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var host = which == "app" ? which : droplets.Database.Host;
        await using var load = SimulatorLoad.Start(droplets, seed);
        await load.MoreAsync(50, Minute);
        await droplets.MachineAsync("reboot.sh", host, $"{late}");
        await ServesAsync(seed + 1);
        await load.StopAsync();
        Assert.Empty((await StoredWrites.ReadAsync(droplets)).Missing(load.Accepted));
    }

    /// <summary>All services are healthy on both droplets, pages are served, and writes accepted.</summary>
    private async Task ServesAsync(int seed)
    {
        await HealthyDatabaseAsync();
        await droplets.Services.HealthyAsync(Patience);
        await droplets.Edge.ServesAsync(Patience);
        await using var load = SimulatorLoad.Start(droplets, seed);
        await load.MoreAsync(20, Minute);
    }

    private async Task HealthyDatabaseAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        while (true)
        {
            var (code, said) = await droplets.TryOnAsync(
                droplets.Database.Host,
                $"cd {TwoDroplets.DatabaseFiles} && docker compose ps --all --format '{{{{.Service}}}} {{{{.State}}}} {{{{.Health}}}}' | sort"
            );
            var services = said.Split('\n');
            if (
                code == 0
                && services.Any(service => service.StartsWith("postgres ", StringComparison.Ordinal))
                && services.All(service => service.EndsWith(" running healthy", StringComparison.Ordinal))
            )
            {
                return;
            }

            if (timeout.IsCancellationRequested)
            {
                throw new TimeoutException(said);
            }

            await Task.Delay(500, CancellationToken.None);
        }
    }

    /// <summary>Ends the engine as its service manager does, and waits until the next one answers.</summary>
    private Task<string> RestartEngineAsync(string host) =>
        droplets.OnAsync(
            host,
            """
            old=$(cat /run/docker.pid) && kill "$old"
            for _ in $(seq 240); do
              [ "$(cat /run/docker.pid 2>/dev/null)" = "$old" ] || ! timeout 5 docker version >/dev/null 2>&1 || exit 0
              sleep 0.5
            done
            exit 1
            """,
            Patience
        );
}
