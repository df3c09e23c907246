using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace MiniTwit.Tests.Droplets;

/// <summary>The same model as a swarm's stack.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class SwarmTests(Swarm swarm) : IClassFixture<Swarm>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly string[] Replicated = ["api", "web"];

    [Fact]
    public async Task Every_one_of_three_replicas_knows_the_latest()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        await swarm.OnAsync("docker service scale --detach=false minitwit_api=3");
        var addresses = (
            await swarm.OnAsync(
                "docker inspect --format '{{(index .NetworkSettings.Networks \"minitwit_private\").IPAddress}}' $(docker ps -q --filter label=com.docker.swarm.service.name=minitwit_api)"
            )
        ).Split('\n');
        using var client = swarm.Edge.Client(TwoDroplets.ApiHost, fresh: true);

        Assert.Equal(3, addresses.Length);
        for (var latest = 7001; latest < 7010; latest++)
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
            foreach (var address in addresses)
            {
                Assert.Equal($"{{\"latest\":{latest}}}", await swarm.AskAsync($"http://{address}:8080/latest"));
            }
        }
    }

    [Fact]
    public async Task A_rolling_update_fails_no_request()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var next = await swarm.VersionsAsync("web") == TwoDroplets.First ? TwoDroplets.Second : TwoDroplets.First;
        await using var load = await EdgeLoad.StartAsync(swarm.Edge);

        var (code, said) = await swarm.DeployAsync(next);
        await load.StopAsync();

        Assert.True(code == 0, said);
        foreach (var service in Replicated)
        {
            Assert.Equal(next, await swarm.VersionsAsync(service));
        }

        Assert.True(load.Failures.Count == 0, string.Join("\n", load.Failures.Take(40)) + "\n" + said);
        TestContext.Current.TestOutputHelper?.WriteLine($"{load.Sent} requests\n{said}");
    }

    [Fact]
    public async Task An_update_to_a_version_that_does_not_start_goes_back_and_fails_no_request()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var before = await swarm.VersionsAsync("web");
        await using var load = await EdgeLoad.StartAsync(swarm.Edge);

        var (code, said) = await swarm.DeployAsync(TwoDroplets.Broken);
        await load.StopAsync();

        Assert.Equal(1, code);
        Assert.Contains($"Gone back: version {before} serves.", said, StringComparison.Ordinal);
        foreach (var service in Replicated)
        {
            Assert.Equal(before, await swarm.VersionsAsync(service));
        }

        Assert.True(load.Failures.Count == 0, string.Join("\n", load.Failures.Take(40)) + "\n" + said);
    }

    [Fact]
    public async Task Prometheus_finds_every_replica_and_what_tells_of_each_node()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        using var timeout = new CancellationTokenSource(Minute);
        Dictionary<string, int> up;
        do
        {
            await Task.Delay(1000, timeout.Token);
            var answer = JsonElement.Parse(await swarm.AskAsync("http://prometheus:9090/api/v1/query?query=sum+by+(job,host)(up)"));
            up = answer
                .GetProperty("data")
                .GetProperty("result")
                .EnumerateArray()
                .ToDictionary(
                    series => $"{series.GetProperty("metric").GetProperty("job")} {series.GetProperty("metric").GetProperty("host")}",
                    series => int.Parse(series.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture)
                );
        } while (up.GetValueOrDefault("node app") == 0 || up.GetValueOrDefault("api app") < 2 || up.GetValueOrDefault("web app") < 2);

        Assert.Equal(1, up["node app"]);
        Assert.Equal(1, up["node database"]);
        Assert.Equal(1, up["postgres database"]);
        Assert.Equal(1, up["alertmanager app"]);
    }

    [Fact]
    public async Task No_password_of_the_apps_is_in_their_services()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var services = await swarm.OnAsync("docker service inspect minitwit_migrations minitwit_api minitwit_web");
        var environment = await swarm.OnAsync("docker inspect $(docker ps -aq --filter label=com.docker.swarm.service.name=minitwit_api)");

        Assert.DoesNotContain(TwoDroplets.Password, services + environment, StringComparison.Ordinal);
        Assert.Contains("minitwit-api-internal-key-", services, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_service_has_any_more_is_removed()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        await swarm.OnAsync(
            "echo old | docker secret create minitwit-old-00000000 -; echo old | docker config create minitwit-old-00000000 -"
        );

        var (code, said) = await swarm.DeployAsync(await swarm.VersionsAsync("web"));

        Assert.True(code == 0, said);
        Assert.DoesNotContain("minitwit-old", await swarm.OnAsync("docker secret ls; docker config ls"), StringComparison.Ordinal);
    }
}
