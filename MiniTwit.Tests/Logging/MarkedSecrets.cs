namespace MiniTwit.Tests.Logging;

/// <summary>Secrets that occur nowhere else, each under a name for the message of a failed search.</summary>
internal sealed class MarkedSecrets
{
    private readonly Dictionary<string, string> _all = [];

    public string User { get; } = $"u{Guid.NewGuid():N}"[..16];

    /// <summary>A path that nobody serves; it marks the end of the drive in logs and traces.</summary>
    public string LastPath { get; } = $"last-{Guid.NewGuid():N}";

    public IReadOnlyDictionary<string, string> All => _all;

    /// <summary>A new secret, the same one for the same name.</summary>
    public string this[string name] => _all.TryGetValue(name, out var secret) ? secret : _all[name] = $"s3cr3t{Guid.NewGuid():N}";

    /// <summary>An e-mail address whose both halves are secret.</summary>
    public string Email(string name) => $"{this[name]}@{this[name + " domain"]}.example";

    /// <summary>Something the apps made up and told the client.</summary>
    public void Add(string name, string? secret)
    {
        Assert.False(string.IsNullOrEmpty(secret), $"{name} was not told.");
        _all[name] = secret;
    }
}
