using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using MiniTwit.Tests.Publishing;

namespace MiniTwit.Tests.Droplets;

/// <summary>What the swarm of the app droplet makes of the stack.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class ServicesTests(TwoDroplets droplets)
{
    // A replica that was too many drains first, and is forgotten after that.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Every_one_of_three_replicas_knows_the_latest()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        await droplets.Services.ScaleAsync("api", 3);
        try
        {
            await droplets.Services.HealthyAsync();
            var replicas = await droplets.Services.ContainersAsync("api");
            var addresses = new List<string>();
            foreach (var replica in replicas)
            {
                addresses.Add(await droplets.Services.AddressAsync(replica));
            }

            Assert.Equal(3, addresses.Count);
            using var client = droplets.Edge.Client(TwoDroplets.ApiHost, fresh: true);
            for (var latest = 7001; latest < 7010; latest++)
            {
                await RegisterAsync(client, latest);
                foreach (var address in addresses)
                {
                    Assert.Equal($"{{\"latest\":{latest}}}", await droplets.Services.AskAsync($"http://{address}:8080/latest"));
                }
            }
        }
        finally
        {
            await droplets.Services.ScaleBackAsync("api");
        }
    }

    [Fact]
    public async Task Prometheus_finds_every_replica_and_what_tells_of_each_machine()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var (api, web) = (DeployedParts.Service("api").Replicas, DeployedParts.Service("web").Replicas);
        var began = TimeProvider.System.GetTimestamp();
        Dictionary<string, int> up;
        do
        {
            await Task.Delay(1000, TestContext.Current.CancellationToken);
            // (A replica of before a Prometheus that died is up for five minutes more, since nobody noted its end.)
            up = (await droplets.Prometheus.SeriesAsync("sum by (job, host) (last_over_time(up[30s]))")).ToDictionary(
                series => $"{series.Labels.GetValueOrDefault("job")} {series.Labels.GetValueOrDefault("host")}",
                series => int.Parse(series.Value, CultureInfo.InvariantCulture)
            );
        } while (!HasAll() && TimeProvider.System.GetElapsedTime(began) < Patience);

        Assert.True(HasAll(), string.Join(", ", up));
        Assert.Equal(1, up["node app"]);
        Assert.Equal(1, up["node database"]);
        Assert.Equal(1, up["postgres database"]);
        Assert.Equal(1, up["alertmanager app"]);

        bool HasAll() =>
            up.GetValueOrDefault("node app") > 0 && up.GetValueOrDefault("api app") == api && up.GetValueOrDefault("web app") == web;
    }

    [Fact]
    public async Task No_password_is_in_a_service_or_in_what_a_container_is_started_with_or_in_a_file()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var services = await droplets.OnAsync("app", "docker service inspect $(docker service ls --quiet)");
        var containers = await droplets.OnAsync("app", "docker inspect $(docker ps --all --quiet)");
        var configs = await droplets.OnAsync(
            "app",
            "docker config inspect --format '{{json .Spec.Data}}' $(docker config ls --quiet) | tr -d '\"' | base64 --decode --ignore-garbage"
        );
        var files = await droplets.OnAsync("app", $"grep --recursive --files-with-matches '{TwoDroplets.Password}' /opt/minitwit || true");

        foreach (var secret in (string[])[TwoDroplets.Password, TwoDroplets.PasswordHash])
        {
            Assert.DoesNotContain(secret, services, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, containers, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, configs, StringComparison.Ordinal);
        }

        Assert.Equal("", files);
        Assert.Contains("minitwit-api-internal-key-", services, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_service_has_any_more_is_removed()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        await droplets.OnAsync(
            "app",
            "echo old | docker secret create minitwit-old-00000000 -; echo old | docker config create minitwit-old-00000000 -"
        );

        var (code, said) = await droplets.DeployAsync("--version", await droplets.VersionAsync());

        Assert.True(code == 0, said);
        Assert.DoesNotContain(
            "minitwit-old",
            await droplets.OnAsync("app", "docker secret ls; docker config ls"),
            StringComparison.Ordinal
        );
    }

    private static async Task RegisterAsync(HttpClient client, int latest)
    {
        using var answer = await client.PostAsJsonAsync(
            $"/register?latest={latest}",
            new
            {
                username = $"swarm{latest}{Guid.NewGuid():N}"[..20],
                email = "swarm@example.com",
                pwd = TwoDroplets.Password,
            },
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }
}
