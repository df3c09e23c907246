using System.Security.Cryptography;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Droplets;

/// <summary>
/// Droplets for the database: <c>db</c> with the generated services, <c>next</c>, empty, for a move, <c>app</c> with one replica of
/// the API that knows both addresses, and <c>storage</c>, which keeps the backups. Brought up from nothing by the scripts that
/// operators use; a test leaves the database wherever the settings file says.
/// </summary>
public sealed class DatabaseDroplets : IAsyncLifetime
{
    private const string Network = "87";
    private const string Folder = "/opt/minitwit/deploy";
    private static readonly string[] Roles = ["owner", "app", "reader", "monitor", "replication"];

    // The app droplet's compose file asks for them, whichever of its services run.
    private static readonly string[] Unused =
    [
        "WEB_HOST", "API_HOST", "GRAFANA_HOST", "KIBANA_HOST", "EDGE_TLS", "GRAFANA_PASSWORD", "KIBANA_EDGE_PASSWORD_HASH",
        "ELASTICSEARCH_PASSWORD", "ELASTICSEARCH_LOGSTASH_PASSWORD", "ELASTICSEARCH_GRAFANA_PASSWORD", "ELASTICSEARCH_KIBANA_PASSWORD",
    ];

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private static readonly Dictionary<string, string> Nothing = [];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"minitwit-droplets-{Guid.NewGuid():N}");
    private readonly string _secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(8));

    /// <summary>Null where the tests run without container engines.</summary>
    public static string? WhyNot => Environment.GetEnvironmentVariable("MINITWIT_DROPLETS") == "true"
        ? null
        : "Droplets need container engines: ./test.sh --containers";

    internal string Settings => Path.Combine(_folder, "settings.env");

    internal string SshConfig => Path.Combine(_folder, "ssh_config");

    internal string Certificates => Path.Combine(_folder, "secrets");

    internal IReadOnlyDictionary<string, string> Simulator => new Dictionary<string, string>
    {
        ["SIMULATOR_USERNAME"] = "simulator",
        ["SIMULATOR_PASSWORD"] = Password("simulator"),
    };

    /// <summary>The host that the settings call the database droplet: <c>db</c>, or <c>next</c> after a move.</summary>
    internal string Database => Setting("DB_SSH");

    internal string Password(string of) => $"{of}-{_secret}";

    internal string Address(string host) => File.ReadAllText(Path.Combine(_folder, "hosts", host, "private")).Trim();

    internal string Setting(string name) =>
        File.ReadLines(Settings).Last(line => line.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..];

    /// <summary>Runs shell text on a droplet.</summary>
    internal Task<string> OnAsync(string host, string script, TimeSpan? limit = null) =>
        Shell.RunAsync(limit ?? Short, Nothing, "ssh", "-q", "-F", SshConfig, host, script);

    /// <summary>The same beside the compose file of the database.</summary>
    internal Task<string> OnDatabaseAsync(string script, TimeSpan? limit = null) =>
        OnAsync(Database, $"cd {Folder}/db-droplet && {script}", limit);

    /// <summary>A value, asked of the running database as its superuser over the socket.</summary>
    internal Task<string> SqlAsync(string sql, TimeSpan? limit = null) =>
        OnDatabaseAsync($"docker compose exec -T --user postgres postgres psql -XqAt -v ON_ERROR_STOP=1 -d minitwit -c \"{sql}\"", limit);

    /// <summary>The same from the app droplet, over the private network, as a role.</summary>
    internal Task<(int Code, string Said)> SqlAsRoleAsync(string role, string password, string sql, string options = "", TimeSpan? limit = null)
    {
        var connection = $"host=postgres hostaddr={Address(Database)} dbname=minitwit user={role} connect_timeout=5 sslmode=verify-full sslrootcert={Certificates}/ca.crt {options}";
        return Shell.TryAsync(limit ?? Short, Nothing, "ssh", "-q", "-F", SshConfig, "app", $"PGPASSWORD='{password}' psql -XqAt '{connection}' -c \"{sql}\"");
    }

    /// <summary>One of the operators' scripts in <c>deploy</c>.</summary>
    internal static Task<string> DeployAsync(string script, params string[] arguments) =>
        Shell.RunAsync(Long, Nothing, Repository.File("deploy", script), arguments);

    /// <summary>Where the API's container answers, within the app droplet.</summary>
    internal Task<string> ApiAddressAsync() => OnAsync(
        "app", $"docker inspect --format '{{{{range .NetworkSettings.Networks}}}}{{{{.IPAddress}}}}{{{{end}}}}' $(cd {Folder}/app-droplet && docker compose ps -q api)");

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (WhyNot is not null)
            return;
        var registry = $"10.{Network}.0.1:5000";
        await ScriptAsync("scripts/droplets/up.sh", _folder, "app", "db", "next", "storage");
        await ScriptAsync("scripts/droplets/images.sh", _folder, "app", "db", "next");
        await Shell.RunAsync(
            Long,
            new Dictionary<string, string>
            {
                ["DOCKER_HOST"] = $"unix://{_folder}/hosts/db/run/docker.sock",
                ["BASE_IMAGE"] = $"{registry}/dotnet/aspnet:10.0",
            },
            Repository.File("deploy", "images.sh"), registry, "test");
        await DeployAsync("certificates.sh", Certificates);
        File.Copy(Path.Combine(_folder, "key"), Path.Combine(Certificates, "backup_key"));
        await File.WriteAllLinesAsync(Settings, SettingsLines(registry));

        foreach (var host in new[] { "db", "next" })
            await OnAsync(host, $"mkdir -p {Folder}/db-droplet && printf 'services: {{db-cadvisor: {{profiles: [not-here]}}}}\\n' >{Folder}/db-droplet/compose.override.yaml");
        await Shell.RunAsync(Long, Nothing, "bash", "-euc", $". deploy/database-droplet.sh; open_settings {Settings}; ship db {Address("db")}");
        await OnDatabaseAsync("timeout 200 docker compose up -d --wait", Long);
        await StartApiAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (WhyNot is null)
            await ScriptAsync("scripts/droplets/down.sh", _folder);
    }

    private static Task<string> ScriptAsync(string script, params string[] arguments) =>
        Shell.RunAsync(Long, new Dictionary<string, string> { ["DROPLETS_NETWORK"] = Network }, Repository.File(script.Split('/')), arguments);

    private async Task StartApiAsync()
    {
        var folder = $"{Folder}/app-droplet";
        await OnAsync("app", $"mkdir -p {folder}/secrets {folder}/logs && chown 1654:1654 {folder}/logs && cp {Certificates}/ca.crt {folder}/secrets/ && cp {Repository.File("deploy", "app-droplet", "compose.yaml")} {folder}/ && cp {Settings} {folder}/.env");
        await OnAsync("app", $"cd {folder} && timeout 60 docker compose run --rm -T --no-deps migrations && timeout 100 docker compose up -d --wait --no-deps --scale api=1 api", Long);
    }

    private IEnumerable<string> SettingsLines(string registry)
    {
        var hostKey = File.ReadAllText(Path.Combine(_folder, "hosts", "storage", "ssh", "host_key.pub")).Split(' ')[1];
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(hostKey)));
        return
        [
            "APP_SSH=app", "DB_SSH=db", $"SSH_OPTIONS=-q -F {SshConfig}", $"SECRETS_DIRECTORY={Certificates}",
            $"REGISTRY={registry}", "VERSION=test",
            $"DATABASE_ADDRESS={Address("db")}", "DATABASE_HOSTS=postgres,postgres-next", $"DATABASE_NEXT_ADDRESS={Address("next")}",
            $"POSTGRES_PASSWORD={Password("postgres")}", "POSTGRES_MEMORY_MB=768",
            .. Roles.Select(role => $"DATABASE_{role.ToUpperInvariant()}_PASSWORD={Password(role)}"),
            "PGBACKREST_REPO1_TYPE=sftp", "PGBACKREST_REPO1_PATH=/root/minitwit", $"PGBACKREST_REPO1_CIPHER_PASS={Password("cipher")}",
            $"PGBACKREST_REPO1_SFTP_HOST={Address("storage")}", "PGBACKREST_REPO1_SFTP_HOST_USER=root", $"PGBACKREST_REPO1_SFTP_HOST_FINGERPRINT={fingerprint}",
            $"INTERNAL_KEY={Password("internal")}", "SIMULATOR_USERNAME=simulator", $"SIMULATOR_PASSWORD={Password("simulator")}",
            .. Unused.Select(name => $"{name}=unused"),
        ];
    }
}

/// <summary>The tests that share the database's droplets.</summary>
[CollectionDefinition(Name)]
public sealed class DatabaseDropletsGroup : ICollectionFixture<DatabaseDroplets>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "Database droplets";
}
