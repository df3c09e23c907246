using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Droplets;

/// <summary>
/// MiniTwit on two droplets, brought up from nothing by the scripts that operators use, from the generated files and an override that
/// leaves out, by name, the parts whose images cannot be made from packages. This machine is the world outside.
/// </summary>
public sealed class TwoDroplets : IAsyncLifetime
{
    public const string WebHost = "minitwit.test";
    public const string ApiHost = "api.minitwit.test";
    public const string First = "first";
    public const string Second = "second";
    public const string Broken = "broken";
    public const string Password = "not-a-secret-0123456789";
    private const string Network = "77";
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(8);
    private static readonly Dictionary<string, string> Environment = new() { ["DROPLETS_NETWORK"] = Network };
    private static readonly string[] Names = ["app", "db"];
    private static readonly string[] LeftOut = ["grafana", "elasticsearch", "elasticsearch-setup", "logstash", "kibana", "kibana-setup", "app-cadvisor"];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"minitwit-two-droplets-{Guid.NewGuid():N}");

    /// <summary>The parts that the tests go without.</summary>
    internal static IReadOnlyList<string> NotHere => LeftOut;

    internal static string Registry => $"10.{Network}.0.1:5000";

    internal string Address(string droplet) => File.ReadAllText(Path.Combine(_folder, "hosts", droplet, "public")).Trim();

    internal string Folder => _folder;

    internal Edge Edge => new(Address("app"), Path.Combine(_folder, "edge.crt"));

    internal Task<string> OnAsync(string droplet, string script) =>
        Shell.RunAsync(TimeSpan.FromMinutes(1), Environment, "ssh", "-q", "-F", Path.Combine(_folder, "ssh_config"), droplet, script);

    internal Task<(int Code, string Said)> DeployAsync(params string[] arguments) => OperateAsync("deploy.sh", [Settings, .. arguments]);

    /// <summary>One of the operators' scripts.</summary>
    internal Task<(int Code, string Said)> OperateAsync(string script, params string[] arguments) =>
        Shell.TryAsync(Long, Environment, Path.Combine(_folder, "deploy", script), arguments);

    internal string Settings => Path.Combine(_folder, "settings.env");

    internal async Task<string> VersionAsync() =>
        (await OnAsync("app", "docker ps --filter label=com.docker.compose.service=web --format '{{.Image}}'")).Split('\n').First().Split(':').Last();

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (DatabaseDroplets.WhyNot is not null)
            return;
        await AddAsync(Names);
        await PushImagesAsync();
        await WriteSettingsAsync();
        var (code, said) = await DeployAsync();
        Assert.True(code == 0, said);
        await File.WriteAllTextAsync(Edge.Authority, await OnAsync("app", "docker exec minitwit-caddy-1 cat /data/caddy/pki/authorities/local/root.crt"));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (DatabaseDroplets.WhyNot is null)
            await Shell.RunAsync(Long, Environment, Repository.File("scripts", "droplets", "down.sh"), _folder);
    }

    /// <summary>Droplets with engines that have the images the manifests ask for.</summary>
    internal async Task AddAsync(params string[] names)
    {
        await Shell.RunAsync(Long, Environment, Repository.File("scripts", "droplets", "up.sh"), [_folder, .. names]);
        await Shell.RunAsync(Long, Environment, Repository.File("scripts", "droplets", "images.sh"), [_folder, .. names]);
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
        foreach (var (image, version, line) in new[]
        {
            ("minitwit-api", Second, "LABEL another=1"), ("minitwit-web", Second, "LABEL another=1"),
            ("minitwit-api", Broken, "LABEL another=2"), ("minitwit-web", Broken, "ENTRYPOINT [\\\"dotnet\\\", \\\"missing.dll\\\"]"),
        })
        {
            var name = $"{Registry}/{image}";
            await OnAsync("db", $"printf 'FROM {name}:{First}\\n{line}\\n' | docker build --quiet --tag {name}:{version} - && docker push --quiet {name}:{version}");
        }
    }

    private async Task WriteSettingsAsync()
    {
        await Shell.RunAsync(Long, Environment, "cp", "-R", Repository.File("deploy"), Path.Combine(_folder, "deploy"));
        // Debian's Caddy, 2.6, cannot keep a body for a second try: its buffer_requests mixes up bodies under load.
        await OverrideAsync("app-droplet", [.. LeftOut.Select(LeaveOut), "  caddy: {environment: {EDGE_REQUEST_BUFFERS: \"\"}}"]);
        await OverrideAsync("db-droplet", [LeaveOut("db-cadvisor")]);
        var given = new Dictionary<string, string>
        {
            ["APP_SSH"] = "app",
            ["DB_SSH"] = "db",
            ["SSH_OPTIONS"] = $"-F {_folder}/ssh_config",
            ["EDGE_ADDRESS"] = Address("app"),
            ["DATABASE_ADDRESS"] = (await File.ReadAllTextAsync(Path.Combine(_folder, "hosts", "db", "private"))).Trim(),
            ["REGISTRY"] = Registry,
            ["VERSION"] = First,
            ["WEB_HOST"] = WebHost,
            ["API_HOST"] = ApiHost,
            ["POSTGRES_MEMORY_MB"] = "512",
            ["GRAFANA_HOST"] = "grafana.minitwit.test",
            ["KIBANA_HOST"] = "kibana.minitwit.test",
            ["EDGE_TLS"] = "internal",
            ["SIMULATOR_USERNAME"] = "simulator",
            // Of the password above, with each $ doubled.
            ["KIBANA_EDGE_PASSWORD_HASH"] = "$$2a$$14$$A.bGDlVASzAhU7RNhcv4OuGcjcOkh1dm72XCmpDIGbR3lZrsWCT.6",
        };
        var secrets = Names
            .SelectMany(droplet => File.ReadLines(Repository.File("deploy", $"{droplet}-droplet", ".env.example")))
            .Where(line => line.EndsWith('=') && line.Contains("PASSWORD", StringComparison.Ordinal) || line.StartsWith("INTERNAL_KEY", StringComparison.Ordinal))
            .Select(line => line.Split('=')[0]).Where(name => !name.StartsWith("ALERT", StringComparison.Ordinal)).Except(given.Keys).Distinct();
        await File.WriteAllLinesAsync(
            Settings,
            [.. given.Select(one => $"{one.Key}={one.Value}"), .. secrets.Select(name => $"{name}={Password}")]);
    }

    private static string LeaveOut(string service) => $"  {service}: {{profiles: [not-here]}}";

    private Task OverrideAsync(string droplet, IEnumerable<string> services) => File.WriteAllLinesAsync(
        Path.Combine(_folder, "deploy", droplet, "compose.override.yaml"), ["services:", .. services]);
}

/// <summary>The tests that share the two droplets.</summary>
[CollectionDefinition(Name)]
public sealed class TwoDropletsGroup : ICollectionFixture<TwoDroplets>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Two droplets";
}
