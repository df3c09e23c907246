namespace MiniTwit.AppHost.Publishing;

/// <summary>A droplet's two networks: what faces the world, and what does not.</summary>
internal static class Networks
{
    public const string Edge = "edge";
    public const string Private = "private";

    public const string PrivateSubnet = "172.30.0.0/24";

    /// <summary>The droplet itself, as its containers see it.</summary>
    public const string Gateway = "172.30.0.1";

    /// <summary>Addresses are given out from here, so that a fixed one is never taken.</summary>
    public const string PrivateRange = "172.30.0.128/25";

    /// <summary>The apps believe forwarded headers of this address alone.</summary>
    public const string CaddyAddress = "172.30.0.2";

    /// <summary>The name by which every replica of an app is found: the engine's DNS answers with all addresses.</summary>
    public static string Replicas(string app) => $"{app}.replicas.internal";
}
