using System.Text.Json;
using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Publishing;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Deploying;

/// <summary>The swarm that the app droplet manages, asked through its engine by Docker's client on this machine.</summary>
/// <param name="machine">A manager of it, the node with its edge.</param>
/// <param name="engine">Its engine, as <c>DOCKER_HOST</c> has it.</param>
internal sealed class Swarm(Machine machine, string engine)
{
    /// <summary>Of the stack file's services.</summary>
    public const string Stack = "minitwit";

    /// <summary>Of what runs before them.</summary>
    public const string Before = "minitwit-migrations";

    private const string DataNodes = "node ls --quiet --filter node.label=minitwit.data=true";

    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PullsWithin = TimeSpan.FromMinutes(15);

    /// <summary>A service of the stack file, as the swarm calls it.</summary>
    public static string ServiceOf(string name) => $"{Stack}_{name}";

    public static async Task<Swarm> ReachAsync(Machine machine, CancellationToken ct) => new(machine, await machine.ForwardEngineAsync(ct));

    /// <summary>Runs Docker's client; the words of the command are separated by spaces.</summary>
    public async Task<string> DockerAsync(string command, CancellationToken ct, params string[] arguments)
    {
        var outcome = await TryAsync([.. command.Split(' '), .. arguments], Short, ct);
        return outcome.Code == 0
            ? outcome.Output
            : throw new DeploymentException($"{machine.Name} ({machine.Target}): docker {command}: {outcome.Said}");
    }

    /// <summary>The same for what may fail, or needs more.</summary>
    public Task<Command.Outcome> TryAsync(
        IEnumerable<string> arguments,
        TimeSpan limit,
        CancellationToken ct,
        byte[]? input = null,
        IReadOnlyDictionary<string, string>? environment = null
    ) =>
        Command.RunAsync(
            "docker",
            arguments,
            limit,
            ct,
            input is null ? null : async (stream, token) => await stream.WriteAsync(input, token),
            new Dictionary<string, string>(environment ?? new Dictionary<string, string>()) { ["DOCKER_HOST"] = engine }
        );

    /// <summary>Makes the droplet a swarm of one where it is in none, and has it hold the data where no node does.</summary>
    public async Task PrepareAsync(Operation operation, CancellationToken ct)
    {
        if (await DockerAsync("info --format {{.Swarm.LocalNodeState}}", ct) == "inactive")
        {
            operation.Say("app: making it a swarm of one");
            var address = await AddressAsync(operation.Settings, ct);
            // In the private network alone.
            await DockerAsync($"swarm init --advertise-addr {address} --listen-addr {address}:2377", ct);
        }

        if (await DockerAsync(DataNodes, ct) == "")
        {
            await DockerAsync("node update --label-add minitwit.data=true", ct, await DockerAsync("info --format {{.Swarm.NodeID}}", ct));
        }

        // For the user that the apps' images have.
        await machine.RunAsync(
            """mkdir -p "$1" 2>/dev/null || sudo mkdir -p "$1"; chown 1654:1654 "$1" 2>/dev/null || sudo chown 1654:1654 "$1" """,
            Short,
            ct,
            null,
            Logs.OnDroplets
        );
    }

    /// <summary>The services of the stack, by name; none where there is no swarm yet.</summary>
    public async Task<SortedDictionary<string, SwarmService>> ServicesAsync(CancellationToken ct)
    {
        SortedDictionary<string, SwarmService> services = new(StringComparer.Ordinal);
        var listed = await TryAsync(
            ["service", "ls", "--filter", $"label=com.docker.stack.namespace={Stack}", "--format", "{{.Name}} {{.Replicas}}"],
            Short,
            ct
        );
        if (listed.Code != 0 && !listed.Said.Contains("not a swarm manager", StringComparison.Ordinal))
        {
            // Not to be taken for none.
            throw new DeploymentException($"app: the swarm does not tell its services: {listed.Said}");
        }

        if (listed.Code != 0 || listed.Output == "")
        {
            return services;
        }

        var replicas = listed.Output.Split('\n').Select(line => line.Split(' ')).ToDictionary(words => words[0], words => words[1]);
        var described = await DockerAsync("service inspect", ct, [.. replicas.Keys]);
        foreach (var service in JsonElement.Parse(described).EnumerateArray())
        {
            var one = new SwarmService(service, replicas[service.GetProperty("Spec").GetProperty("Name").GetString()!]);
            services[one.Name] = one;
        }

        return services;
    }

    /// <summary>What services have run, of each replica the newest first.</summary>
    public async Task<IReadOnlyList<SwarmTask>> TasksAsync(IEnumerable<string> services, CancellationToken ct)
    {
        const string Format = "{{.ID}}|{{.Name}}|{{.Image}}|{{.DesiredState}}|{{.CurrentState}}|{{.Error}}";
        var listed = await TryAsync(["service", "ps", "--no-trunc", "--format", Format, .. services], Short, ct);
        if (listed.Code != 0 && !listed.Errors.Contains("no such service", StringComparison.OrdinalIgnoreCase))
        {
            throw new DeploymentException($"app: the swarm does not tell what its services run: {listed.Said}");
        }

        // (Also of those that are left where another one has just gone.)
        return [.. listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => SwarmTask.Of(line.Split('|', 6)))];
    }

    /// <summary>
    /// The images of services, before anything is stopped for them: what ends before its successor starts would wait for its image. Other
    /// nodes than this pull theirs as they need them.
    /// </summary>
    /// <returns>Whether a registry told the present digest of each that runs by one.</returns>
    /// <exception cref="DeploymentException">One of MiniTwit's own, or one for which another would be stopped, is not to be had.</exception>
    public async Task<bool> PullAsync(Operation operation, CancellationToken ct)
    {
        var services = await ServicesAsync(ct);
        var untold = await Task.WhenAll(operation.AppParts.DistinctBy(part => part.Image).Select(PullAsync));
        var running = services
            .Values.Where(service => service.Image != service.TaggedImage && untold.Contains(service.TaggedImage))
            .Select(service => service.TaggedImage)
            .ToHashSet();
        if (running.Count > 0)
        {
            operation.Warn(
                $"app: no registry told the present content of {string.Join(", ", running)}: all that keeps its tag goes on with what it runs."
            );
        }

        return running.Count == 0;

        async Task<string?> PullAsync(Part part)
        {
            var image = operation.Settings.Fill(part.Image);
            var pulled = await TryAsync(["pull", "--quiet", image], PullsWithin, ct);
            var isNeeded =
                part.Service.OwnImage is not null
                || services.TryGetValue(ServiceOf(part.Name), out var service) && !service.IsOff && service.TaggedImage != image;
            if (pulled.Code != 0 && isNeeded && (await TryAsync(["image", "inspect", image], Short, ct)).Code != 0)
            {
                throw new DeploymentException($"app: {image} could not be pulled. Nothing was stopped or started. {pulled.Said}");
            }

            return pulled.Code == 0 ? null : image;
        }
    }

    /// <summary>Deploys files as a stack.</summary>
    /// <param name="stack">Its name.</param>
    /// <param name="files">Its description.</param>
    /// <param name="environment">What that asks for.</param>
    /// <param name="areTold">What <see cref="PullAsync"/> returned.</param>
    /// <param name="operation">Tells the operator of images that no registry knows.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>What it said.</returns>
    public async Task<string> DeployAsync(
        string stack,
        IEnumerable<string> files,
        IReadOnlyDictionary<string, string> environment,
        bool areTold,
        Operation operation,
        CancellationToken ct
    )
    {
        // Asked again, an image that no registry tells of would lose its digest, and so be another one, for which its service is replaced.
        var resolve = areTold ? "always" : "changed";
        string[] arguments = ["stack", "deploy", "--with-registry-auth", "--resolve-image", resolve];
        var outcome = await TryAsync(
            [.. arguments, .. files.SelectMany(file => new[] { "--compose-file", file }), stack],
            TimeSpan.FromMinutes(10),
            ct,
            environment: environment
        );
        if (outcome.Code != 0)
        {
            throw new DeploymentException($"app: the swarm does not take the stack {stack}: {outcome.Said}");
        }

        var unresolved = SwarmService.Unresolved().Matches(outcome.Errors).Select(match => match.Groups[1].Value).Distinct().ToList();
        if (unresolved.Count > 0)
        {
            operation.Warn(
                $"app: no registry told the present content of {string.Join(", ", unresolved)}: nodes go on with what they have under these names."
            );
        }

        return outcome.Output;
    }

    /// <summary>Of the authority with which the edge signs where it does that itself.</summary>
    public async Task<string> EdgeAuthorityAsync(CancellationToken ct)
    {
        var edge = await DockerAsync($"ps --quiet --filter label=com.docker.swarm.service.name={ServiceOf(ResourceNames.Caddy)}", ct);
        return edge != ""
            ? await DockerAsync($"exec {edge.Split('\n')[0]} cat /data/caddy/pki/authorities/local/root.crt", ct)
            : throw new DeploymentException($"app: the edge does not run on {machine.Target}");
    }

    /// <summary>The one in the network that it shares with the database's droplet.</summary>
    private async Task<string> AddressAsync(SettingsFile settings, CancellationToken ct) =>
        settings["APP_ADDRESS"] is { Length: > 0 } address
            ? address
            : await machine.RunAsync(
                """ip -o route get "$1" | sed 's/.* src \([^ ]*\).*/\1/' """,
                Short,
                ct,
                null,
                settings["DATABASE_ADDRESS"]
            );
}
