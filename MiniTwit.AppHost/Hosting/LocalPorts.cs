using System.Net;
using System.Net.Sockets;

namespace MiniTwit.AppHost.Hosting;

/// <summary>The ports that a run has asked for so far, each free and for one part alone.</summary>
internal sealed class LocalPorts
{
    private readonly Dictionary<int, string> _claimed = [];

    /// <summary>The ports that this run will listen on.</summary>
    public IEnumerable<int> Claimed => _claimed.Keys;

    /// <summary>Whether nobody listens on it. A browser tries both addresses of <c>localhost</c>, so whoever has one of them has the port.</summary>
    public static bool IsFree(int port) =>
        CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    /// <summary>Sets a port aside; 0 stands for any free one.</summary>
    /// <param name="port">The port.</param>
    /// <param name="part">Whom it is for, to people.</param>
    /// <param name="setting">The setting that gives that part another port.</param>
    /// <exception cref="SetupException">Something else has it.</exception>
    public void Claim(int port, string part, Func<int, string> setting)
    {
        if (port == 0)
        {
            return;
        }

        var other = _claimed.GetValueOrDefault(port);
        if (other is null && IsFree(port))
        {
            _claimed.Add(port, part);
            return;
        }

        var why = other is null ? "is in use on this machine. Stop what uses it, or" : $"is {other}'s.";
        var choose = other is null ? "choose" : "Choose";
        throw new SetupException(
            $"Port {port}, wanted for {part}, {why} {choose} another: {setting(port > 65_000 ? port - 100 : port + 100)} ./run.sh"
        );
    }

    private static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException problem)
        {
            // Where the machine has no such address, nobody can be there.
            return problem.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}
