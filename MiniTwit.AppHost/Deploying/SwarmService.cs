using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MiniTwit.AppHost.Deploying;

/// <summary>A service of the swarm, as its manager has it.</summary>
/// <param name="service">What the manager says of it.</param>
/// <param name="replicas">How many there are of how many: <c>1/2</c>.</param>
internal sealed partial class SwarmService(JsonElement service, string replicas)
{
    private readonly JsonElement _spec = service.GetProperty(nameof(Spec));

    public string Name => _spec.GetProperty(nameof(Name)).GetString()!;

    /// <summary>All that it is meant to be.</summary>
    public string Spec => _spec.GetRawText();

    /// <summary>What its containers are meant to be: another one is a reason to replace them.</summary>
    public string Template => _spec.GetProperty("TaskTemplate").GetRawText();

    /// <summary>With the digest where the registry knew it.</summary>
    public string Image => _spec.GetProperty("TaskTemplate").GetProperty("ContainerSpec").GetProperty(nameof(Image)).GetString()!;

    /// <summary>Without the digest, as the files have it.</summary>
    public string TaggedImage => Image.Split('@')[0];

    public string Version => VersionOf(Image);

    /// <summary>How the last update goes or went, such as <c>completed</c> or <c>rollback_started</c>; empty where there was nothing to do.</summary>
    public string Update => service.TryGetProperty("UpdateStatus", out var status) ? status.GetProperty("State").GetString()! : "";

    public bool IsChanging => Update is "updating" or "rollback_started";

    /// <summary>Its last update, or the way back from it, has failed and does not go on.</summary>
    public bool HasStopped => Update is "paused" or "rollback_paused";

    /// <summary>The swarm has taken it back to what it was before its last update, or does so.</summary>
    public bool WasTakenBack => Update.StartsWith("rollback", StringComparison.Ordinal);

    public string Replicas => replicas;

    public bool IsOff => replicas.StartsWith("0/0", StringComparison.Ordinal);

    public bool HasAllReplicas => Counts().Match(replicas) is var counts && counts.Groups[1].Value == counts.Groups[2].Value;

    /// <summary>Secrets and configs that it has, or had before its last update: <c>docker service rollback</c> would need them.</summary>
    public IEnumerable<string> Uses => Handed().Matches(service.GetRawText()).Select(match => match.Groups[1].Value);

    /// <summary>Those that it has now.</summary>
    public IEnumerable<string> UsesNow => Handed().Matches(Spec).Select(match => match.Groups[1].Value);

    /// <summary>A setting of its containers, no secret; empty where they have none of this name.</summary>
    public string Setting(string name) =>
        _spec.GetProperty("TaskTemplate").GetProperty("ContainerSpec").TryGetProperty("Env", out var all)
            ? all.EnumerateArray()
                .Select(one => one.GetString()!)
                .FirstOrDefault(one => one.StartsWith($"{name}=", StringComparison.Ordinal))
                ?[(name.Length + 1)..]
                ?? ""
            : "";

    /// <summary>An image's tag.</summary>
    public static string VersionOf(string image) => image.Split('@')[0].Split(':')[^1];

    /// <summary>What Docker's client says of an image whose registry did not answer.</summary>
    [GeneratedRegex("image (\\S+) could not be accessed on a registry")]
    public static partial Regex Unresolved();

    [GeneratedRegex("\"(?:Secret|Config)Name\": *\"([^\"]*)\"")]
    private static partial Regex Handed();

    [GeneratedRegex("^([0-9]+)/([0-9]+)")]
    private static partial Regex Counts();
}

/// <summary>One container of a service, or what became of it.</summary>
internal sealed record SwarmTask(string Id, string Service, string Image, bool IsWanted, string State, string Error)
{
    /// <summary>It is there and well.</summary>
    public bool Runs => IsWanted && Is("Running");

    /// <summary>What the swarm says of it begins with its state.</summary>
    public bool Is(string state) => State.StartsWith(state, true, CultureInfo.InvariantCulture);

    /// <param name="columns">Id, name, image, desired state, state, error.</param>
    public static SwarmTask Of(string[] columns) =>
        new(columns[0], columns[1][..columns[1].LastIndexOf('.')], columns[2], columns[3] == "Running", columns[4], columns[5]);
}
