namespace MiniTwit.AppHost.Droplets;

/// <summary>The apps' log files.</summary>
internal static class Logs
{
    /// <summary>Their folder in the containers of a droplet, in those that write them and in the one that reads them.</summary>
    public const string InContainers = "/var/log/minitwit";

    /// <summary>Their folder on each node of the swarm, which is writable for the apps' user.</summary>
    public const string OnDroplets = "/opt/minitwit/logs";
}
