using MiniTwit.Tests.Publishing;

namespace MiniTwit.Tests.Droplets;

/// <summary>What the swarm runs, asked on a droplet that manages it.</summary>
internal sealed class DropletServices(TwoDroplets droplets, string manager = "app")
{
    private const string OfService = "label=com.docker.swarm.service.name=minitwit_";
    private const string Wanted =
        "docker service ls --filter label=com.docker.stack.namespace=minitwit --format '{{.Name}} {{.Replicas}}' && echo /";
    private const string Healthy =
        "docker ps --filter health=healthy --filter label=com.docker.stack.namespace=minitwit --format '{{.Label \"com.docker.swarm.service.name\"}}'";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The containers of a service that run on that droplet.</summary>
    public async Task<string[]> ContainersAsync(string service) => Lines(await OnAsync($"docker ps --quiet --filter {OfService}{service}"));

    /// <summary>Where a replica is in the services' network.</summary>
    public Task<string> AddressAsync(string container) =>
        OnAsync($"docker inspect --format '{{{{.NetworkSettings.Networks.minitwit_private.IPAddress}}}}' {container}");

    /// <summary>The versions that a service's replicas run on all nodes, each once.</summary>
    public async Task<string> VersionsAsync(string service)
    {
        var images = (await TasksAsync(service, "{{.Image}}")).Select(image => image.Split('@')[0].Split(':')[^1]);
        return string.Join(' ', images.Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>The nodes that a service's replicas run on, each once.</summary>
    public async Task<string> NodesAsync(string service) =>
        string.Join(' ', (await TasksAsync(service, "{{.Node}}")).Distinct().Order(StringComparer.Ordinal));

    /// <summary>How many replicas of a service run on all nodes.</summary>
    public async Task<int> CountAsync(string service) => (await TasksAsync(service, "{{.ID}}")).Count;

    /// <summary>What an address answers in the services' network. The edge's image is the only one there with a client for HTTP.</summary>
    public Task<string> AskAsync(string url) => InEdgeAsync($"wget -q -T 20 -O - '{url}'");

    /// <summary>The certificate of the edge's own authority.</summary>
    public Task<string> AuthorityAsync() => InEdgeAsync("cat /data/caddy/pki/authorities/local/root.crt");

    /// <summary>Asks for so many, and waits for none.</summary>
    public Task ScaleAsync(string service, int replicas) => OnAsync($"docker service scale --detach minitwit_{service}={replicas}");

    /// <summary>As many as were deployed, and waits for them.</summary>
    public async Task ScaleBackAsync(string service)
    {
        await ScaleAsync(service, DeployedParts.Service(service).Replicas);
        await HealthyAsync();
    }

    /// <summary>Waits until every service of a swarm of one has as many healthy containers as it is meant to have.</summary>
    public async Task HealthyAsync(TimeSpan? limit = null)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(limit ?? Patience);
        while (await UnfinishedAsync() is { } unfinished)
        {
            if (timeout.IsCancellationRequested)
            {
                throw new TimeoutException(unfinished);
            }

            await Task.Delay(500, CancellationToken.None);
        }
    }

    /// <summary>What is not yet as it should be; null: all is.</summary>
    private async Task<string?> UnfinishedAsync()
    {
        var (code, said) = await droplets.TryOnAsync(manager, $"{Wanted} && {Healthy}");
        if (code != 0 || said.Split("\n/") is not [var services, var containers])
        {
            // No engine answers while it restarts.
            return $"{manager}: {said}";
        }

        var healthy = Lines(containers).CountBy(name => name).ToDictionary();
        var missing = Lines(services)
            .Select(line => line.Split(' ', '/'))
            .Where(words => words[1] != words[2] || words[2] != $"{healthy.GetValueOrDefault(words[0])}")
            .Select(words => $"{words[0]}: {healthy.GetValueOrDefault(words[0])} of {words[2]} are healthy")
            .ToList();
        return missing.Count == 0 ? null : string.Join('\n', missing);
    }

    private async Task<List<string>> TasksAsync(string service, string what) =>
        [
            .. Lines(
                    await OnAsync(
                        $"docker service ps --no-trunc --filter desired-state=running --format '{what} {{{{.CurrentState}}}}' minitwit_{service}"
                    )
                )
                .Select(line => line.Split(' '))
                .Where(words => words[1] == "Running")
                .Select(words => words[0]),
        ];

    private Task<string> InEdgeAsync(string command) =>
        OnAsync($"docker exec $(docker ps --quiet --filter {OfService}caddy | head -n 1) {command}");

    private Task<string> OnAsync(string script) => droplets.OnAsync(manager, script);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
