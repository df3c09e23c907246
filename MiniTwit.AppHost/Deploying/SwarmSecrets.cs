using System.Text;
using MiniTwit.AppHost.Publishing;

namespace MiniTwit.AppHost.Deploying;

/// <summary>
/// What the swarm keeps of the settings for its services. A secret never changes: its name has its content's hash, so that other content
/// is another secret, and a service that gets it another service.
/// </summary>
internal sealed class SwarmSecrets(Operation operation, Swarm swarm)
{
    /// <summary>On a secret with what the database knows as well, a password or the authority of its certificate: the hash of that.</summary>
    private const string Shared = "minitwit.shared";

    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);

    private readonly List<(string Name, string Hash)> _shared = [];
    private Dictionary<string, string> _kept = [];

    /// <summary>Puts all of them there.</summary>
    /// <returns>What the stack files ask for: the secrets' names, and the settings.</returns>
    public async Task<IReadOnlyDictionary<string, string>> HandOutAsync(CancellationToken ct)
    {
        _kept = (await swarm.DockerAsync("secret ls --format", ct, $"{{{{.Name}}}} {{{{.Label \"{Shared}\"}}}}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(words => words[0], words => words[1]);
        var environment = operation
            .Settings.Names.Concat(operation.Parameters.Select(setting => setting.Name))
            .Distinct()
            .ToDictionary(name => name, operation.Settings.Plain);
        foreach (var secret in operation.AppParts.SelectMany(SwarmSecret.Of).DistinctBy(secret => secret.Variable))
        {
            environment[$"{secret.Variable}_SECRET"] = await KeepAsync(secret, ct);
        }

        return environment;
    }

    /// <summary>
    /// Services that know a password which the database has no longer, or trust an authority that no longer signs for it. They could not
    /// sign in again, whatever becomes of the new ones.
    /// </summary>
    public IReadOnlyList<SwarmService> LockedOut(IEnumerable<SwarmService> services) =>
        [
            .. services.Where(service =>
                service.UsesNow.Any(name =>
                    // (One that was made before there were labels is another one where its name is.)
                    _shared.Any(secret =>
                        name.Length == secret.Name.Length
                        && name.StartsWith(secret.Name[..^8], StringComparison.Ordinal)
                        && (_kept.GetValueOrDefault(name, "") is { Length: > 0 } old ? old != secret.Hash : name != secret.Name)
                    )
                )
            ),
        ];

    /// <summary>The same for the operator of a deployment that ends before the update; null where there is none.</summary>
    public string? SayLockedOut(IEnumerable<SwarmService> services) =>
        LockedOut(services) is { Count: > 0 } lockedOut
            ? $"{string.Join(" and ", lockedOut.Select(service => service.Name))} cannot sign in to the database until a deployment succeeds, since its password or certificate authority has changed."
            : null;

    /// <summary>The names that all of them will have; of a file that is still to be made there is none.</summary>
    public static IEnumerable<string> NamesOf(Operation operation) =>
        operation
            .AppParts.SelectMany(SwarmSecret.Of)
            .Where(secret => secret.File is not { } file || File.Exists(PathOf(operation, file)))
            .Select(secret => Names.ByContent(secret.Name, ContentOf(operation, secret)));

    private async Task<string> KeepAsync(SwarmSecret secret, CancellationToken ct)
    {
        var content = ContentOf(operation, secret);
        var name = Names.ByContent(secret.Name, content);
        var shared = SharedIn(secret, content);
        if (shared != "")
        {
            _shared.Add((name, shared));
        }

        if (_kept.TryAdd(name, shared))
        {
            var label = shared == "" ? Array.Empty<string>() : ["--label", $"{Shared}={shared}"];
            var outcome = await swarm.TryAsync(["secret", "create", .. label, name, "-"], Short, ct, content);
            if (outcome.Code != 0)
            {
                throw new DeploymentException($"app: the secret {name} could not be made: {outcome.Said}");
            }
        }

        return name;
    }

    /// <summary>The hash of what both the database and a service of the swarm know; empty where they share nothing.</summary>
    private string SharedIn(SwarmSecret secret, byte[] content)
    {
        if (secret.File is { } file)
        {
            return OfDatabase(file) ? Names.Hash(content) : "";
        }

        var passwords = operation
            .Parameters.Where(setting =>
                setting.Secret && setting.Droplets.Count > 1 && secret.Value.Contains($"${{{setting.Name}:", StringComparison.Ordinal)
            )
            .Select(setting => operation.Settings[setting.Name])
            .ToList();
        return passwords.Count == 0 ? "" : Names.Hash(Encoding.UTF8.GetBytes(string.Join('\n', passwords)));
    }

    private bool OfDatabase(string file) =>
        operation.Parts.Except(operation.AppParts).Any(part => part.Service.Secrets.Any(secret => secret.File == file));

    private static byte[] ContentOf(Operation operation, SwarmSecret secret)
    {
        var content = secret.File is { } file
            ? ReadFile(PathOf(operation, file))
            : Encoding.UTF8.GetBytes(operation.Settings.Fill(secret.Value));
        // A swarm keeps no empty secret; whoever reads it leaves out a line break at the end.
        return content.Length > 0 ? content : "\n"u8.ToArray();
    }

    private static string PathOf(Operation operation, string file) => Path.Combine(operation.Settings.Secrets, file);

    private static byte[] ReadFile(string path) =>
        File.Exists(path) ? File.ReadAllBytes(path) : throw new DeploymentException($"There is no {path}.");
}
