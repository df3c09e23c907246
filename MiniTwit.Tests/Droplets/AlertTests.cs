using MiniTwit.Tests.Publishing;

namespace MiniTwit.Tests.Droplets;

/// <summary>Things go wrong on the droplets, and the expressions of the shipped alerts become true in the Prometheus there.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class AlertTests(TwoDroplets droplets)
{
    private const int Crowd = 40;
    private const string DataDisk = "/var/lib/docker/volumes";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_data_disk_that_is_mounted_later_and_fills_is_noticed()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var host = droplets.Database.Host;
        await droplets.OnAsync(
            host,
            $"truncate --size=64M /opt/data.img && mkfs.ext4 -q /opt/data.img && mount -o loop /opt/data.img {DataDisk} && dd if=/dev/zero of={DataDisk}/full bs=1M count=63 status=none || mountpoint -q {DataDisk}"
        );
        try
        {
            await droplets.Prometheus.UntilAsync(
                "DiskAlmostFull",
                disk => disk["mountpoint"] == DataDisk && disk["host"] == "database" && disk["fstype"] == "ext4"
            );
        }
        finally
        {
            await droplets.OnAsync(host, $"umount {DataDisk} && rm /opt/data.img");
        }
    }

    [Fact]
    public async Task The_edge_that_reaches_no_app_is_noticed_as_such()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        using var client = droplets.Edge.Client(TwoDroplets.ApiHost);
        using var reader = droplets.Edge.Client(TwoDroplets.WebHost);
        using var stop = new CancellationTokenSource();
        await droplets.Services.ScaleAsync("api", 0);
        var visitors = Enumerable.Range(0, Crowd).Select(_ => VisitAsync(client, stop.Token)).ToList();
        var pages = new List<TimeSpan>();
        try
        {
            var reading = VisitAsync(reader, stop.Token, "/login", pages);
            await droplets.Prometheus.UntilAsync("EdgeFailing", edge => !edge.ContainsKey("code"));
            await stop.CancelAsync();
            await Task.WhenAll([.. visitors, reading]);
        }
        finally
        {
            await stop.CancelAsync();
            await droplets.Services.ScaleBackAsync("api");
        }

        // Who asks for pages does not wait for those who ask for what is not there.
        Assert.InRange(pages.Max(), TimeSpan.Zero, Soon);
    }

    [Fact]
    public async Task A_replica_that_hangs_is_noticed_by_its_address_and_the_service_is_not_down()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        await droplets.Services.HealthyAsync();
        var replica = (await droplets.Services.ContainersAsync("api"))[0];
        var address = await droplets.Services.AddressAsync(replica);
        // The swarm replaces one whose check fails, and asks none that is paused.
        await droplets.OnAsync("app", $"docker pause {replica}");
        try
        {
            await droplets.Prometheus.UntilAsync("ReplicaDown", one => one["job"] == "api" && one["instance"] == $"{address}:8081");
            Assert.Empty(await droplets.Prometheus.TrueOfAsync("ApiDown"));
            Assert.DoesNotContain(await droplets.Prometheus.TrueOfAsync("TargetDown"), target => target["job"] == "api");
        }
        finally
        {
            await droplets.OnAsync("app", $"docker unpause {replica}");
            await droplets.Services.HealthyAsync();
        }

        await droplets.Prometheus.UntilAsync("ReplicaDown", one => one["job"] == "api", found: false);
    }

    [Fact]
    public async Task A_replica_that_is_gone_is_noticed_and_so_is_its_return()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        await droplets.Services.ScaleAsync("web", DeployedParts.Service("web").Replicas - 1);
        try
        {
            await droplets.Prometheus.UntilAsync("ReplicaMissing", service => service["job"] == "web");
            Assert.Empty(await droplets.Prometheus.TrueOfAsync("WebDown"));
        }
        finally
        {
            await droplets.Services.ScaleBackAsync("web");
        }

        await droplets.Prometheus.UntilAsync("ReplicaMissing", service => service["job"] == "web", found: false);
    }

    private static async Task VisitAsync(HttpClient client, CancellationToken ct, string path = "/latest", List<TimeSpan>? took = null)
    {
        while (!ct.IsCancellationRequested)
        {
            // Until the edge gives a request up takes some seconds.
            var start = TimeProvider.System.GetTimestamp();
            using var answer = await client.GetAsync(path, CancellationToken.None);
            took?.Add(TimeProvider.System.GetElapsedTime(start));
            await Task.Delay(100, CancellationToken.None);
        }
    }
}
