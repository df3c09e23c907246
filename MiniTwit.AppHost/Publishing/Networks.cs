namespace MiniTwit.AppHost.Publishing;

/// <summary>
/// The network that a droplet's services share, and the swarm's on all of its nodes; and the names in it besides those of services. Each
/// name has the addresses of all replicas that are well. Names of one word are the engine's to know, which is told not to ask the
/// world's DNS for those that nobody has (<c>ndots:1</c> in its <c>daemon.json</c>): while one request of the edge waits for that, all do.
/// </summary>
internal static class Networks
{
    public const string Private = "private";

    /// <summary>The apps believe forwarded headers of this network alone. It has the edge and other services, and nobody else.</summary>
    public const string Subnet = "172.30.0.0/24";

    /// <summary>The network of what runs before the services.</summary>
    public const string SubnetBefore = "172.30.1.0/24";

    /// <summary>A droplet's own address in a network outside of the swarm, and the part that addresses are given out from.</summary>
    public const string Gateway = "172.30.0.1";

    /// <inheritdoc cref="Gateway"/>
    public const string Range = "172.30.0.128/25";

    /// <summary>The name by which every replica of an app is found, to read its metrics.</summary>
    public static string Replicas(string app) => $"{app}.replicas.internal";

    /// <summary>The name that requests are sent to.</summary>
    public static string ServingReplicas(string app) => $"{app}-serving";

    /// <summary>Also the one that a release before this asks for, while it is replaced.</summary>
    public static string[] ServingNames(string app) => [ServingReplicas(app), $"{app}.serving.internal"];

    /// <summary>The name by which what runs on every node is found.</summary>
    public static string OnNodes(string job) => $"{job}.nodes.internal";

    /// <summary>A network's addresses, as both kinds of file have them.</summary>
    public static Dictionary<string, object> Ipam(Dictionary<string, string> addresses) => new() { ["config"] = new[] { addresses } };
}
