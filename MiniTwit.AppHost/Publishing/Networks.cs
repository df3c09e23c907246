namespace MiniTwit.AppHost.Publishing;

/// <summary>A droplet's networks: what faces the world, what does not, and in which of them the edge finds the apps.</summary>
internal static class Networks
{
    public const string Edge = "edge";
    public const string Private = "private";

    public const string PrivateSubnet = "172.30.0.0/24";

    /// <summary>The droplet itself, as its containers see it.</summary>
    public const string Gateway = "172.30.0.1";

    /// <summary>Addresses are given out from here, so that a fixed one is never taken.</summary>
    public const string PrivateRange = "172.30.0.128/25";

    /// <summary>
    /// Between the edge and the replicas that serve: a new one joins it when it is well (<c>deploy/lib/update.sh</c>), since the
    /// engine's DNS names a container before anything in it listens.
    /// </summary>
    public const string Serving = "serving";

    public const string ServingSubnet = "172.30.1.0/24";
    public const string ServingRange = "172.30.1.128/25";

    /// <summary>The apps believe forwarded headers of this address alone.</summary>
    public const string CaddyAddress = "172.30.1.2";

    /// <summary>The name by which every replica of an app is found: the engine's DNS answers with all addresses.</summary>
    public static string Replicas(string app) => $"{app}.replicas.internal";

    /// <summary>
    /// The same for those that serve. One word: where nobody has it, the engine says so at once, told to by <see cref="OwnWords"/>. Any
    /// other name it asks the world's DNS for, and while one request of the edge waits for that, all do.
    /// </summary>
    public static string ServingReplicas(string app) => $"{app}-serving";

    /// <summary>The names by which those that serve are found: also the one that a release before this asks for, while it is replaced.</summary>
    public static string[] ServingNames(string app) => [ServingReplicas(app), $"{app}.serving.internal"];

    /// <summary>An option of a container's resolver: names of one word are the engine's to know.</summary>
    public const string OwnWords = "ndots:1";

    /// <summary>In a swarm, the name by which what runs on every node is found.</summary>
    public static string OnNodes(string job) => $"{job}.nodes.internal";
}
