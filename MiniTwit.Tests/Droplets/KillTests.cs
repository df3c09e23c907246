using System.Collections.Concurrent;

namespace MiniTwit.Tests.Droplets;

/// <summary>Containers that end without warning, and replicas that hang.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class KillTests(TwoDroplets droplets)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Every_container_of_the_app_droplet_comes_back_and_reads_go_on()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        await droplets.Services.HealthyAsync();
        var containers = (
            await droplets.OnAsync(
                "app",
                "docker ps --filter label=com.docker.stack.namespace=minitwit --format '{{.Label \"com.docker.swarm.service.name\"}} {{.ID}}' | sort"
            )
        )
            .Split('\n')
            .Select(line => line.Split(' '))
            .Select(words => (Service: words[0]["minitwit_".Length..], Id: words[1]))
            .ToList();
        // There is one edge: while it is away, for seconds, nobody is served.
        var edge = containers.Single(one => one.Service == "caddy");
        await using var load = await EdgeLoad.StartAsync(droplets.Edge);
        foreach (var (service, id) in containers.Where(one => one != edge))
        {
            await KillAsync(service, id);
        }

        await load.StopAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{load.Sent} requests, {load.Failures.Count} failed:\n{string.Join('\n', load.Failures)}"
        );
        Assert.InRange(1.0 * load.FailedReads / load.Reads, 0, 0.001);

        await KillAsync(edge.Service, edge.Id);
        using var client = droplets.Edge.Client(TwoDroplets.WebHost);
        using var answer = await client.GetAsync("/public", TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task The_database_comes_back_and_the_apps_with_it()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        await SignalAsync("KILL", "minitwit-postgres-1", droplets.Database.Host);

        using var timeout = new CancellationTokenSource(Patience);
        await Task.Delay(TimeSpan.FromSeconds(1), timeout.Token);
        while (
            await droplets.OnAsync(droplets.Database.Host, "docker inspect --format '{{.State.Health.Status}}' minitwit-postgres-1")
            != "healthy"
        )
        {
            await Task.Delay(500, timeout.Token);
        }

        await droplets.Edge.ServesAsync(Patience);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("web")]
    public async Task A_replica_that_hangs_is_replaced_and_reads_go_on(string service)
    {
        TwoDroplets.SkipWhereNoneAreMade();
        await droplets.Services.HealthyAsync();
        var replica = (await droplets.Services.ContainersAsync(service))[0];
        await using var load = await EdgeLoad.StartAsync(droplets.Edge);
        var hung = TimeProvider.System.GetTimestamp();

        await SignalAsync("STOP", replica);
        await GoneAsync(service, replica);
        await droplets.Services.HealthyAsync();
        var took = TimeProvider.System.GetElapsedTime(hung);
        await load.StopAsync();

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Replaced after {took.TotalSeconds:0} s; {load.Sent} requests, {load.Failures.Count} failed:\n{string.Join('\n', load.Failures)}"
        );
        Assert.InRange(1.0 * load.FailedReads / load.Reads, 0, 0.001);
        Assert.InRange(took, TimeSpan.Zero, Patience);
    }

    [Fact]
    public async Task A_replica_that_is_paused_loses_its_share_of_the_requests_within_ten_seconds()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        await droplets.Services.HealthyAsync();
        var replica = (await droplets.Services.ContainersAsync("api"))[0];
        using var client = droplets.Edge.Client(TwoDroplets.ApiHost);
        using var end = new CancellationTokenSource();
        var took = new ConcurrentQueue<(TimeSpan At, TimeSpan Took)>();
        await droplets.OnAsync("app", $"docker pause {replica}");
        var paused = TimeProvider.System.GetTimestamp();
        try
        {
            var visitors = Enumerable.Range(0, 4).Select(_ => VisitAsync()).ToList();
            await Task.Delay(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            await end.CancelAsync();
            await Task.WhenAll(visitors).WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        finally
        {
            await droplets.OnAsync("app", $"docker unpause {replica}");
        }

        var later = took.Where(request => request.At > TimeSpan.FromSeconds(10)).ToList();
        var slow = later.Count(request => request.Took > TimeSpan.FromSeconds(1));
        TestContext.Current.TestOutputHelper?.WriteLine($"{slow} of {later.Count} waited for the one that is paused.");
        // One of two has half of them.
        Assert.InRange(1.0 * slow / later.Count, 0, 0.02);

        async Task VisitAsync()
        {
            while (!end.IsCancellationRequested)
            {
                var start = TimeProvider.System.GetElapsedTime(paused);
                using var answer = await client.GetAsync("/latest", CancellationToken.None);
                Assert.Equal(200, (int)answer.StatusCode);
                took.Enqueue((start, TimeProvider.System.GetElapsedTime(paused) - start));
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    /// <summary>Its process dies from within the machine, and the swarm puts another container in its place.</summary>
    private async Task KillAsync(string service, string container)
    {
        await SignalAsync("KILL", container);
        await GoneAsync(service, container);
        await droplets.Services.HealthyAsync(Patience);
    }

    private Task<string> SignalAsync(string signal, string container, string droplet = "app") =>
        droplets.OnAsync(droplet, $"kill -{signal} $(docker inspect --format '{{{{.State.Pid}}}}' {container})");

    private async Task GoneAsync(string service, string container)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while ((await droplets.Services.ContainersAsync(service)).Contains(container))
        {
            await Task.Delay(200, timeout.Token);
        }
    }
}
