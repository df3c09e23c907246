using System.Security.Cryptography;

namespace MiniTwit.AppHost.Publishing;

/// <summary>How the model's names are written in the droplets' files.</summary>
internal static class Names
{
    // A name in a swarm may have 64 characters.
    private const int LongestKey = 64 - 9 - 9;

    /// <summary><c>internal-key</c> → <c>INTERNAL_KEY</c>.</summary>
    public static string Variable(ParameterResource parameter) => parameter.Name.ToUpperInvariant().Replace('-', '_');

    /// <summary><c>${INTERNAL_KEY:?}</c>: nothing starts without it; <c>${BACKUP_HOUR:-2}</c>: may be left out.</summary>
    public static string Reference(ParameterResource parameter) =>
        $"${{{Variable(parameter)}{(parameter.Annotations.OfType<Optional>().SingleOrDefault() is { } optional ? $":-{optional.Fallback}" : ":?")}}}";

    /// <summary>The name of a config or secret, which never changes in a swarm: other content has another name.</summary>
    public static string ByContent(string key, byte[] content) =>
        $"minitwit-{(key.Length > LongestKey ? key[^LongestKey..] : key)}-{Hash(content)}";

    /// <summary>The end of such a name, without which it is the same for any content.</summary>
    public static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..8];

    /// <summary>Such a name without its end, which of a secret is a part of its hash. Others are left as they are.</summary>
    public static string WithoutHash(string name) => name.Length > 9 && name[^9] == '-' ? name[..^9] : name;

    /// <summary>A text that compose must take as it stands.</summary>
    public static string Literal(string text) => text.Replace("$", "$$", StringComparison.Ordinal);
}
