using System.Net;
using System.Net.Sockets;

namespace MiniTwit.AppHost.Hosting;

internal static class LocalPorts
{
    /// <summary>The port, or null (any free one) when something else listens on it already: a machine's own Postgres cluster, say.</summary>
    public static int? FreeOrNull(int? port) => port is { } wanted && IsFree(wanted) ? wanted : null;

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
