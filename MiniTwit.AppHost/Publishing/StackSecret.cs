using System.Text;

namespace MiniTwit.AppHost.Publishing;

/// <summary>
/// A setting of an app that has a password in it. A swarm gives it to each replica as a file named after the setting
/// (<c>ServiceDefaults/Configuration</c> reads them), and keeps it encrypted; in an environment variable, every manager could read it.
/// </summary>
/// <param name="Service">Whose setting it is.</param>
/// <param name="Setting">Its name, with two underscores between levels.</param>
/// <param name="Value">Its value, with parameters as variables.</param>
internal sealed record StackSecret(string Service, string Setting, string Value)
{
    /// <summary>As the stack file refers to it: <c>api-internal-key</c>.</summary>
    public string Name => $"{Service}-{Setting.Replace("__", "-", StringComparison.Ordinal)}".ToLowerInvariant();

    /// <summary>As <c>swarm/deploy.sh</c> knows it: <c>API_INTERNAL_KEY</c>.</summary>
    public string Variable => Name.ToUpperInvariant().Replace('-', '_');

    /// <summary>Where the replica finds it.</summary>
    public string File => $"/run/minitwit/{Setting}";

    private string Line =>
        Value.AsSpan().ContainsAny('\r', '\n')
            ? throw new DistributedApplicationException(
                $"'{Service}' has a password in its setting {Setting}, which has to be one line: a swarm gets it from the file secrets.env."
            )
            : Value;

    public static IEnumerable<StackSecret> Of(Part part) =>
        part.Resource is not ProjectResource
            ? []
            : part
                .Environment.Where(setting =>
                    part.Parameters.Any(parameter =>
                        parameter.Secret && setting.Value.Contains(Names.Reference(parameter), StringComparison.Ordinal)
                    )
                )
                .Select(setting => new StackSecret(part.Name, setting.Key, setting.Value));

    /// <summary>The file that tells <c>swarm/deploy.sh</c> what is in each.</summary>
    /// <exception cref="DistributedApplicationException">One has several lines.</exception>
    public static string Write(IEnumerable<StackSecret> secrets) =>
        secrets.Aggregate(
            new StringBuilder(
                "# What is in the secrets of the stack. Generated from MiniTwit.AppHost by deploy/generate.sh; swarm/deploy.sh fills in the parameters.\n"
            ),
            (file, secret) => file.Append(secret.Variable).Append('=').Append(secret.Line).Append('\n'),
            file => file.ToString()
        );
}
