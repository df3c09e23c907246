namespace MiniTwit.Tests.Droplets;

/// <summary>
/// A third droplet as a swarm of one node, with the generated stack and an override that leaves out, by name, the parts whose images
/// cannot be made from packages. It shares the two droplets' database.
/// </summary>
public sealed class Swarm(TwoDroplets droplets) : IAsyncLifetime
{
    private const string Name = "swarm";

    // One on each node: these need another way to have none.
    private static readonly string[] OnEveryNode = ["logstash", "app-cadvisor"];

    private string Settings => Path.Combine(droplets.Folder, "swarm.env");

    internal Edge Edge => new(droplets.Address(Name), Path.Combine(droplets.Folder, "swarm-edge.crt"));

    internal Task<string> OnAsync(string script) => droplets.OnAsync(Name, script);

    internal Task<(int Code, string Said)> DeployAsync(string version) =>
        droplets.OperateAsync("deploy.sh", Settings, "--version", version);

    /// <summary>What a program in the edge's container says: the only one in the swarm's network with a client for HTTP.</summary>
    internal Task<string> AskAsync(string url) =>
        OnAsync($"docker exec $(docker ps -q --filter label=com.docker.swarm.service.name=minitwit_caddy) wget -q -O - '{url}'");

    /// <summary>The versions that a service's replicas run, each once.</summary>
    internal Task<string> VersionsAsync(string service) =>
        OnAsync(
            $"docker ps --filter label=com.docker.swarm.service.name=minitwit_{service} --format '{{{{.Image}}}}' | sed 's/.*://' | sort -u"
        );

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (TwoDroplets.WhyNot is not null)
        {
            return;
        }

        await droplets.AddAsync(Name);
        await OnAsync(
            $"docker swarm init --advertise-addr {droplets.PrivateAddress(Name)} && docker node update --label-add minitwit.data=true $(docker info --format '{{{{.Swarm.NodeID}}}}')"
        );
        await OnAsync("mkdir -p /opt/minitwit/deploy/app-droplet/logs && chown 1654:1654 /opt/minitwit/deploy/app-droplet/logs");
        await File.WriteAllLinesAsync(Settings, [.. File.ReadLines(droplets.Settings), $"APP_SSH={Name}", $"EDGE_ADDRESS={Edge.Address}"]);
        await File.WriteAllLinesAsync(
            Path.Combine(droplets.Folder, "deploy", "swarm", "stack.override.yaml"),
            ["version: \"3.9\"", "services:", .. TwoDroplets.LeftOut.Select(LeaveOut)]
        );
        var (code, said) = await DeployAsync(TwoDroplets.First);
        Assert.True(
            code == 0,
            said + await OnAsync("docker service ls; docker service ps --no-trunc $(docker service ls -q) | head -n 60")
        );
        await File.WriteAllTextAsync(
            Edge.Authority,
            await OnAsync(
                "docker exec $(docker ps -q --filter label=com.docker.swarm.service.name=minitwit_caddy) cat /data/caddy/pki/authorities/local/root.crt"
            )
        );
    }

    /// <summary>Ends it; the droplet itself ends with the two it belongs to.</summary>
    public async ValueTask DisposeAsync()
    {
        if (TwoDroplets.WhyNot is null)
        {
            await OnAsync("docker swarm leave --force");
        }
    }

    private static string LeaveOut(string service) =>
        OnEveryNode.Contains(service)
            ? $"  {service}: {{deploy: {{placement: {{constraints: [node.hostname == not-here]}}}}}}"
            : $"  {service}: {{deploy: {{replicas: 0}}}}";
}
