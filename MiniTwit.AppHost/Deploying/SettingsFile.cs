using System.Text.RegularExpressions;

namespace MiniTwit.AppHost.Deploying;

/// <summary>
/// An operator's settings: lines <c>NAME=value</c> and comments. In a value a <c>$</c> is written <c>$$</c>, as Compose has it in a file
/// <c>.env</c>. What is set stands in place of the old line; all else of the file stays as it is.
/// </summary>
internal sealed partial class SettingsFile
{
    private readonly Dictionary<string, string> _values = [];

    private SettingsFile(string path) => Path = path;

    public string Path { get; }

    /// <summary>The folder where operators' own files lie: <c>secrets/</c>, <c>stack.override.yaml</c>, <c>compose.override.yaml</c>.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Where certificates and keys are, here.</summary>
    public string Secrets =>
        this["SECRETS_DIRECTORY"] is { Length: > 0 } folder
            ? System.IO.Path.GetFullPath(folder, Folder)
            : System.IO.Path.Combine(Folder, "secrets");

    /// <summary>Empty where it is not set. What is set here is for this run alone.</summary>
    public string this[string name]
    {
        get => _values.GetValueOrDefault(name, "");
        set => _values[name] = value;
    }

    /// <summary>All that are set, as the file has them.</summary>
    public IEnumerable<string> Names => _values.Keys;

    /// <exception cref="DeploymentException">It cannot be read, or a line is none.</exception>
    public static SettingsFile Read(string path)
    {
        var file = new SettingsFile(System.IO.Path.GetFullPath(path, Command.From));
        foreach (var line in file.Lines().Select(line => line.TrimStart()).Where(line => line.Length > 0 && !line.StartsWith('#')))
        {
            var end = line.IndexOf('=', StringComparison.Ordinal);
            if (end <= 0)
            {
                // The first word: what stands behind it may be a secret.
                throw new DeploymentException($"{path}: not a setting: {line.Split(' ')[0]}");
            }

            file[line[..end]] = line[(end + 1)..];
        }

        return file;
    }

    /// <summary>Sets it, in the file as well: the file is at any time the old one or the new one.</summary>
    public void Keep(string name, string value)
    {
        this[name] = value;
        var setting = $"{name}=";
        var lines = Lines().Select(line => line.StartsWith(setting, StringComparison.Ordinal) ? setting + value : line).ToList();
        if (!lines.Contains(setting + value))
        {
            lines.Add(setting + value);
        }

        // Another file with a link's name would leave the linked one as it was.
        var path = File.ResolveLinkTarget(Path, returnFinalTarget: true)?.FullName ?? Path;
        var next = path + ".new";
        // (With the old one's rights from its beginning.)
        File.Copy(path, next, overwrite: true);
        File.WriteAllText(next, string.Concat(lines.Select(line => line + "\n")));
        File.Move(next, path, overwrite: true);
    }

    /// <summary>A setting's value as Compose reads it.</summary>
    public string Plain(string name) => this[name].Replace("$$", "$", StringComparison.Ordinal);

    /// <summary>A text as Compose reads it: each <c>$$</c>, <c>${NAME:?}</c> and <c>${NAME:-fallback}</c> in it replaced.</summary>
    /// <exception cref="DeploymentException">It needs a setting that is not there.</exception>
    public string Fill(string template) =>
        Variable()
            .Replace(
                template,
                found =>
                    found.Value == "$$" ? "$"
                    : Plain(found.Groups["name"].Value) is { Length: > 0 } value ? value
                    : found.Groups["else"].Value == "-" ? found.Groups["fallback"].Value
                    : throw new DeploymentException($"{Path}: {found.Groups["name"].Value} is not set")
            );

    private string[] Lines()
    {
        try
        {
            return File.ReadAllLines(Path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new DeploymentException(
                $"There is no settings file {Path}. It needs APP_SSH, DB_SSH and what deploy/production.env.example has."
            );
        }
    }

    [GeneratedRegex(@"\$(?:\$|\{(?<name>[A-Z0-9_]+):(?<else>[?-])(?<fallback>[^}]*)\})")]
    private static partial Regex Variable();
}
