using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace MiniTwit.Tests.Droplets;

/// <summary>An edge, as the world reaches it.</summary>
/// <param name="Address">Of its machine.</param>
/// <param name="Authority">The file with the certificate of its own authority.</param>
internal sealed record Edge(string Address, string Authority)
{
    /// <summary>A client that finds the edge under its names, on a connection of its own for each request where asked to.</summary>
    public HttpClient Client(string host, bool fresh = false, bool cookies = true) =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = cookies,
                PooledConnectionLifetime = fresh ? TimeSpan.Zero : TimeSpan.FromMinutes(2),
                ConnectCallback = async (context, ct) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    await socket.ConnectAsync(Address, context.DnsEndPoint.Port, ct);
                    return new NetworkStream(socket, ownsSocket: true);
                },
                SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = OnlyItsOwn() },
            }
        )
        {
            BaseAddress = new Uri($"https://{host}"),
            Timeout = TimeSpan.FromSeconds(30),
        };

    private X509ChainPolicy OnlyItsOwn() =>
        new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(Authority) },
            RevocationMode = X509RevocationMode.NoCheck,
        };
}
