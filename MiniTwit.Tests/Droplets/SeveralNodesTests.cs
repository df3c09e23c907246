namespace MiniTwit.Tests.Droplets;

/// <summary>More app droplets than one, of which some are lost.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class SeveralNodesTests(TwoDroplets droplets)
{
    private const int Replicas = 4;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Droplets_join_and_are_lost_and_so_is_the_manager_and_no_accepted_write()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var database = await droplets.Database.ServerAsync();
        var accepted = new List<AcceptedWrite>();
        var nodes = await SeveralNodes.StartAsync(droplets, "second");
        await nodes.JoinAsync("third");
        await nodes.JoinAsync("fourth");
        await nodes.ScaleAsync(Replicas);
        Assert.Equal("fourth second third", await nodes.Services.NodesAsync("api"));
        Assert.Equal("fourth second third", await nodes.Services.NodesAsync("web"));

        await using (var load = SimulatorLoad.Start(droplets, seed: 601, nodes.Edge))
        {
            await load.MoreAsync(100, Minute);
            await nodes.LoseAsync("fourth");
            await load.MoreAsync(100, Minute * 2);
            await nodes.RemoveAsync("fourth");
            await nodes.RunAsync(Replicas);
            await load.MoreAsync(100, Minute);

            // The one with the edge, and of two managers.
            await nodes.LoseAsync("second");
            accepted.AddRange(load.Accepted);
        }

        await nodes.TakeOverAsync("third");
        await nodes.DeployAsync();
        Assert.Equal("third", await nodes.Services.NodesAsync("api"));
        await nodes.Edge.ServesAsync(Minute);
        await using (var load = SimulatorLoad.Start(droplets, seed: 602, nodes.Edge))
        {
            await load.MoreAsync(100, Minute);
            await load.StopAsync();
            accepted.AddRange(load.Accepted);
        }

        Assert.Empty((await StoredWrites.ReadAsync(droplets)).Missing(accepted));
        Assert.Equal(database, await droplets.Database.ServerAsync());
        await droplets.OnAsync("third", "docker swarm leave --force");
    }
}
