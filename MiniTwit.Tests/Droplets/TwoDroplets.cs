using System.Diagnostics;
using System.Security.Cryptography;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Droplets;

/// <summary>
/// MiniTwit on two droplets, brought up from nothing by the scripts that operators use, from the generated files and an override that
/// leaves out, by name, the parts whose images cannot be made from packages. A third, <c>storage</c>, keeps the backups; a fourth,
/// <c>next</c>, is empty, for the database to move to. This machine is the world outside.
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

    /// <summary>Where the deployed files are on each.</summary>
    internal const string Deployed = "/opt/minitwit/deploy";

    private const string Network = "77";
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(8);
    private static readonly Dictionary<string, string> Environment = new() { ["DROPLETS_NETWORK"] = Network };
    private static readonly string[] Kinds = ["app", "db"];
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"minitwit-droplets-{Guid.NewGuid():N}");

    /// <summary>Null where the tests run without container engines.</summary>
    public static string? WhyNot =>
        System.Environment.GetEnvironmentVariable("MINITWIT_DROPLETS") == "true"
            ? null
            : "Droplets need container engines: ./test.sh --containers";

    /// <summary>For tests that need them: a run without <c>--containers</c> makes none.</summary>
    internal static void SkipWhereNoneAreMade() => Assert.SkipWhen(WhyNot is not null, WhyNot ?? "");

    /// <summary>The parts of the app droplet that the tests go without.</summary>
    internal static IReadOnlyList<string> LeftOut { get; } =
    ["grafana", "elasticsearch", "elasticsearch-setup", "elasticsearch-exporter", "logstash", "kibana", "kibana-setup", "app-cadvisor"];

    internal static string Registry => $"10.{Network}.0.1:5000";

    internal string Folder => _folder;

    internal string Settings => Path.Combine(_folder, "settings.env");

    internal string Certificates => Path.Combine(_folder, "deploy", "secrets");

    internal Edge Edge => new(Address("app"), Path.Combine(_folder, "edge.crt"));

    internal DropletDatabase Database => new(this);

    internal DropletPrometheus Prometheus => new(this);

    /// <summary>In the network that the world reaches.</summary>
    internal string Address(string droplet) => File.ReadAllText(Path.Combine(_folder, "hosts", droplet, "public")).Trim();

    /// <summary>In the one between the droplets.</summary>
    internal string PrivateAddress(string droplet) => File.ReadAllText(Path.Combine(_folder, "hosts", droplet, "private")).Trim();

    internal string Setting(string name) =>
        File.ReadLines(Settings).Last(line => line.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..];

    /// <summary>Runs shell text on a droplet.</summary>
    internal Task<string> OnAsync(string droplet, string script, TimeSpan? limit = null) =>
        Shell.RunAsync(limit ?? Short, Environment, "ssh", "-q", "-F", Path.Combine(_folder, "ssh_config"), droplet, script);

    /// <inheritdoc cref="OnAsync"/>
    internal Task<(int Code, string Said)> TryOnAsync(string droplet, string script, TimeSpan? limit = null) =>
        Shell.TryAsync(limit ?? Short, Environment, "ssh", "-q", "-F", Path.Combine(_folder, "ssh_config"), droplet, script);

    internal Task<(int Code, string Said)> DeployAsync(params string[] arguments) => OperateAsync("deploy.sh", [Settings, .. arguments]);

    /// <summary>The same, under way.</summary>
    internal Process StartDeployment(params string[] arguments) =>
        Shell.Start(Environment, Path.Combine(_folder, "deploy", "deploy.sh"), [Settings, .. arguments]);

    /// <summary>One of the operators' scripts.</summary>
    internal Task<(int Code, string Said)> OperateAsync(string script, params string[] arguments) =>
        Shell.TryAsync(Long, Environment, Path.Combine(_folder, "deploy", script), arguments);

    internal async Task<string> VersionAsync() =>
        (await OnAsync("app", "docker ps --filter label=com.docker.compose.service=web --format '{{.Image}}'"))
            .Split('\n')
            .First()
            .Split(':')
            .Last();

    /// <summary>The simulator's program, sent to the edge.</summary>
    internal Visitor Simulator(params string[] arguments) =>
        Visit(
            new() { ["SIMULATOR_PASSWORD"] = Password },
            ["dotnet", Path.Combine(AppContext.BaseDirectory, "MiniTwit.Simulator.dll"), "run", "--url", $"https://{ApiHost}", .. arguments]
        );

    /// <summary>A program to which the edge is what its names and its certificate say: known in its own mount namespace only.</summary>
    internal Visitor Visit(Dictionary<string, string> environment, string[] command)
    {
        var hosts = Path.Combine(_folder, "hosts.txt");
        File.WriteAllText(hosts, $"127.0.0.1 localhost\n{Address("app")} {ApiHost} {WebHost}\n");
        environment["SSL_CERT_FILE"] = Edge.Authority;
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
        await Shell.RunAsync(Long, Environment, Repository.File("scripts", "droplets", "up.sh"), [_folder, .. names]);
        await Shell.RunAsync(Long, Environment, Repository.File("scripts", "droplets", "images.sh"), [_folder, .. names]);
    }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (WhyNot is not null)
        {
            return;
        }

        await AddAsync("app", "db", "next");
        await Shell.RunAsync(Long, Environment, Repository.File("scripts", "droplets", "up.sh"), _folder, "storage");
        await PushImagesAsync();
        await WriteSettingsAsync();
        var (code, said) = await DeployAsync();
        Assert.True(code == 0, said);
        await File.WriteAllTextAsync(
            Edge.Authority,
            await OnAsync("app", "docker exec minitwit-caddy-1 cat /data/caddy/pki/authorities/local/root.crt")
        );
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (WhyNot is null)
        {
            await Shell.RunAsync(Long, Environment, Repository.File("scripts", "droplets", "down.sh"), _folder);
        }
    }

    /// <summary>Two versions that serve, and one whose pages do not start.</summary>
    private async Task PushImagesAsync()
    {
        var settings = new Dictionary<string, string>
        {
            ["DOCKER_HOST"] = $"unix://{_folder}/hosts/db/run/docker.sock",
            ["BASE_IMAGE"] = $"{Registry}/dotnet/aspnet:10.0",
            ["DOTNET_CONTAINER_INSECURE_REGISTRIES"] = Registry,
        };
        await Shell.RunAsync(Long, settings, Repository.File("deploy", "images.sh"), Registry, First);
        foreach (
            var (image, version, line) in new[]
            {
                ("minitwit-api", Second, "LABEL another=1"),
                ("minitwit-web", Second, "LABEL another=1"),
                ("minitwit-api", Broken, "LABEL another=2"),
                ("minitwit-web", Broken, "ENTRYPOINT [\\\"dotnet\\\", \\\"missing.dll\\\"]"),
            }
        )
        {
            var name = $"{Registry}/{image}";
            await OnAsync(
                "db",
                $"printf 'FROM {name}:{First}\\n{line}\\n' | docker build --quiet --tag {name}:{version} - && docker push --quiet {name}:{version}"
            );
        }
    }

    private async Task WriteSettingsAsync()
    {
        await Shell.RunAsync(Long, Environment, "cp", "-R", Repository.File("deploy"), Path.Combine(_folder, "deploy"));
        Directory.CreateDirectory(Certificates);
        File.Copy(Path.Combine(_folder, "key"), Path.Combine(Certificates, "backup_key"), overwrite: true);
        await OverrideAsync("app-droplet", LeftOut.Select(LeaveOut));
        await OverrideAsync("db-droplet", [LeaveOut("db-cadvisor")]);
        var given = GivenSettings();
        var secrets = Kinds
            .SelectMany(kind => File.ReadLines(Repository.File("deploy", $"{kind}-droplet", ".env.example")))
            .Where(line =>
                line.EndsWith('=') && line.Contains("PASSWORD", StringComparison.Ordinal)
                || line.StartsWith("INTERNAL_KEY", StringComparison.Ordinal)
            )
            .Select(line => line.Split('=')[0])
            .Where(name => !name.StartsWith("ALERT", StringComparison.Ordinal))
            .Except(given.Keys)
            .Distinct();
        await File.WriteAllLinesAsync(
            Settings,
            [.. given.Select(one => $"{one.Key}={one.Value}"), .. secrets.Select(name => $"{name}={Password}")]
        );
    }

    private Dictionary<string, string> GivenSettings()
    {
        var storageKey = File.ReadAllText(Path.Combine(_folder, "hosts", "storage", "ssh", "host_key.pub")).Split(' ')[1];
        return new()
        {
            ["APP_SSH"] = "app",
            ["DB_SSH"] = "db",
            ["SSH_OPTIONS"] = $"-F {_folder}/ssh_config",
            ["EDGE_ADDRESS"] = Address("app"),
            ["DATABASE_ADDRESS"] = PrivateAddress("db"),
            ["REGISTRY"] = Registry,
            ["VERSION"] = First,
            ["WEB_HOST"] = WebHost,
            ["API_HOST"] = ApiHost,
            ["GRAFANA_HOST"] = "grafana.minitwit.test",
            ["KIBANA_HOST"] = "kibana.minitwit.test",
            ["EDGE_TLS"] = "internal",
            ["ALERTS_TO_NOBODY"] = "true",
            ["ALERTS_WITHOUT_HEARTBEAT"] = "true",
            ["SIMULATOR_USERNAME"] = "simulator",
            ["POSTGRES_MEMORY_MB"] = "768",
            ["PGBACKREST_REPO1_TYPE"] = "sftp",
            ["PGBACKREST_REPO1_PATH"] = "/root/minitwit",
            ["PGBACKREST_REPO1_CIPHER_PASS"] = Password,
            ["PGBACKREST_REPO1_SFTP_HOST"] = PrivateAddress("storage"),
            ["PGBACKREST_REPO1_SFTP_HOST_USER"] = "root",
            ["PGBACKREST_REPO1_SFTP_HOST_FINGERPRINT"] = Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(storageKey))),
            ["KIBANA_EDGE_PASSWORD_HASH"] = PasswordHash.Replace("$", "$$", StringComparison.Ordinal),
        };
    }

    private static string LeaveOut(string service) => $"  {service}: {{profiles: [not-here]}}";

    private Task OverrideAsync(string droplet, IEnumerable<string> services) =>
        File.WriteAllLinesAsync(Path.Combine(_folder, "deploy", droplet, "compose.override.yaml"), ["services:", .. services]);
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
