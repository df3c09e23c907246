namespace MiniTwit.AppHost.Droplets;

/// <summary>The apps' log files.</summary>
internal static class Logs
{
    /// <summary>Their folder in the containers of a droplet, in those that write them and in the one that reads them.</summary>
    public const string InContainers = "/var/log/minitwit";
}
