using System.Diagnostics;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Droplets;

/// <summary>
/// MiniTwit on two droplets, brought up from nothing by the repository's own scripts, as operators use them, with files of an operator's
/// own in another folder. A third, <c>storage</c>, keeps the backups; a fourth, <c>next</c>, is empty, for the database to move to. This
/// machine is the world outside.
/// </summary>
public sealed class TwoDroplets : IAsyncLifetime
{
    public const string WebHost = "minitwit.test";
    public const string ApiHost = "api.minitwit.test";
    public const string First = "first";
    public const string Second = "second";
    public const string Broken = "broken";
    public const string Password = "not-a-secret-0123456789";

    /// <summary>Of the password, as Caddy asks for it before Kibana.</summary>
    internal const string PasswordHash = "$2a$10$5qqA8kd9WGCcU2om007FDuFTaman0eq9zj6nu/wMBu9LRCyw2FlI2";

    /// <summary>Where the deployed files of a database are on its droplet.</summary>
    internal const string DatabaseFiles = "/opt/minitwit/deploy/db-droplet";

    /// <summary>Where the apps' log files are on theirs.</summary>
    internal const string Logs = "/opt/minitwit/logs";

    private const string Network = "77";
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(12);

    // What the scripts run was built with these tests.
    private static readonly Dictionary<string, string> Environment = new() { ["DROPLETS_NETWORK"] = Network, ["MINITWIT_NO_BUILD"] = "1" };
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"minitwit-droplets-{Guid.NewGuid():N}");

    /// <summary>Null where the tests run without container engines.</summary>
    public static string? WhyNot =>
        System.Environment.GetEnvironmentVariable("MINITWIT_DROPLETS") == "true"
            ? null
            : "Droplets need container engines: ./test.sh --containers";

    /// <summary>For tests that need them: a run without <c>--containers</c> makes none.</summary>
    internal static void SkipWhereNoneAreMade() => Assert.SkipWhen(WhyNot is not null, WhyNot ?? "");

    internal static string Registry => $"10.{Network}.0.1:5000";

    internal string Folder => _folder;

    internal OperatorFiles Files => new(this, Path.Combine(_folder, "operator"));

    internal string Settings => Files.Settings;

    internal Edge Edge => new(Address("app"), Path.Combine(_folder, "edge.crt"));

    internal DropletDatabase Database => new(this);

    internal DropletImages Images => new(this);

    internal DropletPrometheus Prometheus => new(this);

    internal DropletServices Services => new(this);

    /// <summary>In the network that the world reaches.</summary>
    internal string Address(string droplet) => File.ReadAllText(Path.Combine(_folder, "hosts", droplet, "public")).Trim();

    /// <summary>In the one between the droplets.</summary>
    internal string PrivateAddress(string droplet) => File.ReadAllText(Path.Combine(_folder, "hosts", droplet, "private")).Trim();

    /// <summary>A droplet's engine, for a client on this machine.</summary>
    internal string Engine(string droplet) => $"unix://{_folder}/hosts/{droplet}/run/docker.sock";

    /// <summary>Runs shell text on a droplet.</summary>
    internal Task<string> OnAsync(string droplet, string script, TimeSpan? limit = null) =>
        Shell.RunAsync(limit ?? Short, Environment, "ssh", "-q", "-F", Path.Combine(_folder, "ssh_config"), droplet, script);

    /// <inheritdoc cref="OnAsync"/>
    internal Task<(int Code, string Said)> TryOnAsync(string droplet, string script, TimeSpan? limit = null) =>
        Shell.TryAsync(limit ?? Short, Environment, "ssh", "-q", "-F", Path.Combine(_folder, "ssh_config"), droplet, script);

    internal Task<(int Code, string Said)> DeployAsync(params string[] arguments) => OperateAsync("deploy.sh", [Settings, .. arguments]);

    /// <summary>One of the operators' scripts.</summary>
    internal static Task<(int Code, string Said)> OperateAsync(string script, params string[] arguments) =>
        Shell.TryAsync(Long, Environment, Repository.File("deploy", script), arguments);

    /// <summary>The same, under way, as if on a terminal of its own, in whatever background these tests run.</summary>
    internal static Process StartOperation(string script, params string[] arguments) =>
        Shell.Start(Environment, "setsid", ["env", "--default-signal=INT", Repository.File("deploy", script), .. arguments]);

    /// <summary>What the pages run; more than one while it changes.</summary>
    internal Task<string> VersionAsync() => Services.VersionsAsync("web");

    /// <summary>The one of the two good versions that does not run.</summary>
    internal async Task<string> OtherVersionAsync() => await VersionAsync() == First ? Second : First;

    /// <summary>The simulator's program, sent to the edge.</summary>
    internal Visitor Simulator(params string[] arguments) => SimulatorAt(Edge, arguments);

    /// <inheritdoc cref="Simulator"/>
    internal Visitor SimulatorAt(Edge edge, params string[] arguments) =>
        Visit(
            edge,
            new() { ["SIMULATOR_PASSWORD"] = Password },
            ["dotnet", Path.Combine(AppContext.BaseDirectory, "MiniTwit.Simulator.dll"), "run", "--url", $"https://{ApiHost}", .. arguments]
        );

    /// <summary>A program to which the edge is what its names and its certificate say: known in its own mount namespace only.</summary>
    internal Visitor Visit(Edge edge, Dictionary<string, string> environment, string[] command)
    {
        var hosts = Path.Combine(_folder, $"hosts-{edge.Address}.txt");
        File.WriteAllText(hosts, $"127.0.0.1 localhost\n{edge.Address} {ApiHost} {WebHost}\n");
        environment["SSL_CERT_FILE"] = edge.Authority;
        return new(
            environment,
            // These tests may have been started by a shell that ignores Ctrl+C, and their processes with them.
            "env",
            [
                "--default-signal=INT",
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind \"$1\" /etc/hosts && shift && exec \"$@\"",
                "sh",
                hosts,
                .. command,
            ]
        );
    }

    /// <summary>Droplets with engines that have the images the manifests ask for.</summary>
    internal async Task AddAsync(params string[] names)
    {
        await MachineAsync("up.sh", names);
        await MachineAsync("images.sh", names);
    }

    /// <summary>One of the scripts that make droplets on this machine, turn them on and off, and remove them.</summary>
    internal Task MachineAsync(string script, params string[] arguments) =>
        Shell.RunAsync(Long, Environment, Repository.File("scripts", "droplets", script), [_folder, .. arguments]);

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (WhyNot is not null)
        {
            return;
        }

        await AddAsync("app", "db", "next");
        await MachineAsync("up.sh", "storage");
        await Images.PushAllAsync();
        await Files.WriteAsync();
        var (code, said) = await DeployAsync();
        Assert.True(
            code == 0,
            said + (await TryOnAsync("app", "docker service ls; docker service ps --no-trunc $(docker service ls -q)")).Said
        );
        await File.WriteAllTextAsync(Edge.Authority, await Services.AuthorityAsync());
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (WhyNot is null)
        {
            await MachineAsync("down.sh");
        }
    }
}

/// <summary>A program to run, as <see cref="Shell"/> takes it.</summary>
internal sealed record Visitor(Dictionary<string, string> Environment, string Program, string[] Arguments);

/// <summary>The tests that share the droplets.</summary>
[CollectionDefinition(Name)]
public sealed class TwoDropletsGroup : ICollectionFixture<TwoDroplets>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Two droplets";
}
