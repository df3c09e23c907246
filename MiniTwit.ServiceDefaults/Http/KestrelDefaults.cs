using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace MiniTwit.ServiceDefaults.Http;

internal static class KestrelDefaults
{
    /// <summary>In bytes. What is over it is cut off; see <see cref="BodyLimit"/> for what routes take.</summary>
    private const long MaxBodyBytes = 8 * 1024 * 1024;

    // Of Linux, which .NET has no name for; as in tcp(7).
    private const int Tcp = 6,
        UserTimeout = 18;

    /// <summary>
    /// How long nothing of what was sent need arrive. Kestrel's own bound is a rate, and who has taken some megabytes at once may then
    /// take nothing for hours; what is in a socket's buffer, or in Kestrel's with the answer through, it hardly bounds at all.
    /// </summary>
    private static readonly TimeSpan UnreadAtMost = TimeSpan.FromSeconds(20);

    public static void ConfigureKestrelDefaults(this IWebHostBuilder web)
    {
        web.ConfigureServices(services =>
            services.Configure<SocketTransportOptions>(sockets =>
                sockets.CreateBoundListenSocket = endpoint => LettingGo(SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint))
            )
        );
        web.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
    }

    // What connects to it has the same.
    private static Socket LettingGo(Socket listener)
    {
        if (OperatingSystem.IsLinux() && listener.ProtocolType == ProtocolType.Tcp)
        {
            listener.SetRawSocketOption(Tcp, UserTimeout, BitConverter.GetBytes((int)UnreadAtMost.TotalMilliseconds));
        }

        return listener;
    }
}
