namespace MiniTwit.AppHost.Publishing;

/// <summary>
/// A secret of a service as the swarm has it: kept encrypted, and handed to each replica as a file. In an environment variable every
/// manager could read it. One of a service on the database's droplet, which is outside of the swarm, is told of in the same words.
/// </summary>
/// <param name="Name">As the stack file refers to it: <c>api-internal-key</c>.</param>
/// <param name="Variable">The same for variables, <c>API_INTERNAL_KEY</c>: the name it has in the swarm, which has its content's hash in it, is <c>API_INTERNAL_KEY_SECRET</c>.</param>
/// <param name="Target">Where the replica finds it.</param>
/// <param name="File">The file under <c>secrets/</c> that it is; null for a setting.</param>
/// <param name="Value">A setting's value, with parameters as variables; empty for a file.</param>
internal sealed record SwarmSecret(string Name, string Variable, string Target, string? File, string Value)
{
    /// <summary>Where settings lie, each under its name: the apps read them there, and other programs get them from <c>deploy/with-secrets.sh</c>.</summary>
    private const string Settings = "/run/minitwit/";

    /// <summary>The setting that it is; null for a file.</summary>
    public string? Setting => File is null ? Target[Settings.Length..] : null;

    /// <summary>What the service has as files, then its settings that have a secret parameter in them.</summary>
    /// <exception cref="DistributedApplicationException">One is in an argument, which all on the machine can read.</exception>
    public static IEnumerable<SwarmSecret> Of(Part part)
    {
        var references = part.Parameters.Where(parameter => parameter.Secret).Select(Names.Reference).ToList();
        if (part.Arguments.FirstOrDefault(HasSecret) is { } argument)
        {
            throw new DistributedApplicationException($"'{part.Name}' has a secret in its argument {argument}: give it as a setting.");
        }

        return part
            .Service.Secrets.Select(file => Named(file.Name, $"/run/secrets/{file.Name}", file.File, ""))
            .Concat(
                part.Environment.Where(setting => HasSecret(setting.Value))
                    .Select(setting => Named($"{part.Name}-{setting.Key}", Settings + setting.Key, null, setting.Value))
            );

        bool HasSecret(string text) => references.Any(reference => text.Contains(reference, StringComparison.Ordinal));
    }

    private static SwarmSecret Named(string name, string target, string? file, string value)
    {
        var key = name.Replace("__", "-", StringComparison.Ordinal).Replace('_', '-');
        return new(key.ToLowerInvariant(), key.ToUpperInvariant().Replace('-', '_'), target, file, value);
    }
}
