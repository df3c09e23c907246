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

    /// <summary>Waits until the public page is served, and not one of before from which the API is not reached.</summary>
    public async Task ServesAsync(TimeSpan limit)
    {
        using var client = Client(TwoDroplets.WebHost, fresh: true);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(limit);
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync("/public", timeout.Token);
                var page = await answer.Content.ReadAsStringAsync(timeout.Token);
                if (answer.IsSuccessStatusCode && !page.Contains("class=\"error stale\"", StringComparison.Ordinal))
                {
                    return;
                }
            }
            catch (Exception away) when (away is HttpRequestException or TaskCanceledException && !timeout.IsCancellationRequested)
            {
                // Nobody listens there yet.
            }

            await Task.Delay(500, timeout.Token);
        }
    }

    private X509ChainPolicy OnlyItsOwn() =>
        new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(Authority) },
            RevocationMode = X509RevocationMode.NoCheck,
        };
}
