using System.Security.Cryptography;
using MiniTwit.Tests.Publishing;

namespace MiniTwit.Tests.Droplets;

/// <summary>
/// What an operator keeps in a folder of his own: settings, certificates and keys, and changes of the generated files, which here leave
/// out, by name, the parts whose images cannot be made from packages.
/// </summary>
internal sealed class OperatorFiles(TwoDroplets droplets, string folder)
{
    private const string Profile = "{profiles: [not-here]}";

    /// <summary>The parts of the app droplet that the tests go without.</summary>
    private static readonly string[] LeftOut =
    [
        "grafana",
        "elasticsearch",
        "elasticsearch-setup",
        "elasticsearch-exporter",
        "logstash",
        "kibana",
        "kibana-setup",
        "app-cadvisor",
    ];

    public string Settings => Path.Combine(folder, "production.env");

    public string Secrets => Path.Combine(folder, "secrets");

    public string this[string name] =>
        File.ReadLines(Settings).Last(line => line.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..];

    public async Task SetAsync(string name, string value)
    {
        var others = (await File.ReadAllLinesAsync(Settings)).Where(line => !line.StartsWith($"{name}=", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(Settings, [.. others, $"{name}={value}"]);
    }

    /// <summary>For a first deployment. The certificates are made by that.</summary>
    public async Task WriteAsync()
    {
        Directory.CreateDirectory(Secrets);
        File.Copy(Path.Combine(droplets.Folder, "key"), Path.Combine(Secrets, "backup_key"), overwrite: true);
        await ChangeStackAsync();
        await File.WriteAllLinesAsync(Path.Combine(folder, "compose.override.yaml"), ["services:", $"  db-cadvisor: {Profile}"]);
        var given = Given();
        // Optional passwords too, so that the tests see whether one gets to where it should not be.
        var secrets = DeployedParts
            .Parameters.Where(parameter =>
                parameter.Required || parameter.Secret && parameter.Name.Contains("PASSWORD", StringComparison.Ordinal)
            )
            .Select(parameter => parameter.Name)
            .Where(name => !name.StartsWith("ALERT", StringComparison.Ordinal))
            .Except(given.Keys);
        await File.WriteAllLinesAsync(
            Settings,
            [.. given.Select(one => $"{one.Key}={one.Value}"), .. secrets.Select(name => $"{name}={TwoDroplets.Password}")]
        );
    }

    /// <summary>What the stack has otherwise than the generated file: these lines of services, and of the parts left out those that they do not name.</summary>
    public Task ChangeStackAsync(params string[] services) =>
        File.WriteAllLinesAsync(
            Path.Combine(folder, "stack.override.yaml"),
            [
                "version: \"3.9\"",
                "services:",
                .. LeftOut.Where(name => !services.Any(line => line.StartsWith($"  {name}:", StringComparison.Ordinal))).Select(LeaveOut),
                .. services,
            ]
        );

    /// <summary>The same files in another folder, for another app droplet beside the same database.</summary>
    public async Task<OperatorFiles> CopyAsync(string to, string app)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }

        var copy = new OperatorFiles(droplets, to);
        await copy.SetAsync("SECRETS_DIRECTORY", Secrets);
        await copy.GoToAsync(app);
        return copy;
    }

    /// <summary>Another droplet is the one that manages the swarm and has the edge.</summary>
    public async Task GoToAsync(string app)
    {
        await SetAsync("APP_SSH", app);
        await SetAsync("EDGE_ADDRESS", droplets.Address(app));
    }

    private static string LeaveOut(string service) =>
        DeployedParts.Service(service).OnEveryNode
            ? $"  {service}: {{deploy: {{placement: {{constraints: [node.hostname == not-here]}}}}}}"
            : $"  {service}: {{deploy: {{replicas: 0}}}}";

    private Dictionary<string, string> Given()
    {
        var storageKey = File.ReadAllText(Path.Combine(droplets.Folder, "hosts", "storage", "ssh", "host_key.pub")).Split(' ')[1];
        return new()
        {
            ["APP_SSH"] = "app",
            ["DB_SSH"] = "db",
            ["SSH_OPTIONS"] = $"-F {droplets.Folder}/ssh_config",
            ["EDGE_ADDRESS"] = droplets.Address("app"),
            ["DATABASE_ADDRESS"] = droplets.PrivateAddress("db"),
            ["REGISTRY"] = TwoDroplets.Registry,
            ["VERSION"] = TwoDroplets.First,
            ["WEB_HOST"] = TwoDroplets.WebHost,
            ["API_HOST"] = TwoDroplets.ApiHost,
            ["GRAFANA_HOST"] = "grafana.minitwit.test",
            ["KIBANA_HOST"] = "kibana.minitwit.test",
            ["EDGE_TLS"] = "internal",
            ["ALERTS_TO_NOBODY"] = "true",
            ["ALERTS_WITHOUT_HEARTBEAT"] = "true",
            ["SIMULATOR_USERNAME"] = "simulator",
            ["POSTGRES_MEMORY_MB"] = "768",
            ["PGBACKREST_REPO1_TYPE"] = "sftp",
            ["PGBACKREST_REPO1_PATH"] = "/root/minitwit",
            ["PGBACKREST_REPO1_CIPHER_PASS"] = TwoDroplets.Password,
            ["PGBACKREST_REPO1_SFTP_HOST"] = droplets.PrivateAddress("storage"),
            ["PGBACKREST_REPO1_SFTP_HOST_USER"] = "root",
            ["PGBACKREST_REPO1_SFTP_HOST_FINGERPRINT"] = Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(storageKey))),
            ["KIBANA_EDGE_PASSWORD_HASH"] = TwoDroplets.PasswordHash.Replace("$", "$$", StringComparison.Ordinal),
        };
    }
}
