using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Deploying;

/// <summary>Does what was deployed answer, as the world sees it?</summary>
internal sealed class SmokeTest(Operation operation, Swarm swarm)
{
    // More often than there are replicas.
    private const int Rounds = 4;
    private const int Tries = 4;

    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private SettingsFile Settings => operation.Settings;

    /// <param name="version">The one that has to answer.</param>
    /// <param name="services">What the swarm was told.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="DeploymentException">Something does not answer as it should.</exception>
    public async Task RunAsync(string version, IReadOnlyDictionary<string, SwarmService> services, CancellationToken ct)
    {
        operation.Say("Testing through the edge");
        using var client = new HttpClient(await HandlerAsync(ct)) { Timeout = AnswersWithin };
        for (var round = 1; round <= Rounds; round++)
        {
            var page = await AskAsync(client, $"https://{Settings["WEB_HOST"]}/public?try={round}", credential: null, ct);
            DeploymentException.Unless(page.Contains("Public Timeline", StringComparison.Ordinal), "The public page is another one.");
            DeploymentException.Unless(
                !page.Contains("class=\"error stale\"", StringComparison.Ordinal),
                "The public page is an old one: web cannot reach the api."
            );
            var latest = await AskAsync(client, $"https://{Settings["API_HOST"]}/latest", credential: null, ct);
            DeploymentException.Unless(latest.Contains("\"latest\":", StringComparison.Ordinal), "The API's latest is another one.");
            var credential = $"{Settings.Plain("SIMULATOR_USERNAME")}:{Settings.Plain("SIMULATOR_PASSWORD")}";
            await AskAsync(client, $"https://{Settings["API_HOST"]}/msgs?no=1", credential, ct);
        }

        foreach (var name in new[] { ResourceNames.Api, ResourceNames.Web })
        {
            var service =
                services.GetValueOrDefault($"{Swarm.Stack}_{name}") ?? throw new DeploymentException($"There is no service {name}.");
            var running = (await swarm.TasksAsync([service.Name], ct))
                .Where(task => task.Runs)
                .Select(task => task.Image)
                .Distinct()
                .ToList();
            // By its content, where the registry told that: one tag may have had two.
            DeploymentException.Unless(
                service.Version == version && running is [var image] && image == service.Image,
                $"{name} runs {(running.Count == 0 ? "nothing" : string.Join(", ", running))} and not version {version}."
            );
        }
    }

    private async Task<SocketsHttpHandler> HandlerAsync(CancellationToken ct)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        if (Settings["EDGE_ADDRESS"] is { Length: > 0 } address)
        {
            handler.UseProxy = false;
            handler.ConnectCallback = async (context, token) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(address, context.DnsEndPoint.Port, token);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            };
        }

        if (Settings["EDGE_TLS"] == "internal")
        {
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { X509Certificate2.CreateFromPem(await swarm.EdgeAuthorityAsync(ct)) },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            };
        }

        return handler;
    }

    private static async Task<string> AskAsync(HttpClient client, string url, string? credential, CancellationToken ct)
    {
        for (var left = Tries - 1; ; left--)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, url);
                request.Headers.Authorization = credential is null
                    ? null
                    : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credential)));
                using var answer = await client.SendAsync(request, ct);
                return answer.StatusCode < HttpStatusCode.BadRequest
                    ? await answer.Content.ReadAsStringAsync(ct)
                    : throw new HttpRequestException($"{(int)answer.StatusCode}");
            }
            catch (Exception problem) when (problem is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
            {
                if (left == 0)
                {
                    throw new DeploymentException($"The edge does not serve {url}: {problem.GetBaseException().Message}");
                }

                await Task.Delay(Pause, ct);
            }
        }
    }
}
