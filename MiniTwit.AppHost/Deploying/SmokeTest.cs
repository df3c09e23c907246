using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Deploying;

/// <summary>Does what the swarm was told to run answer, as the world sees it, under the names that its own edge has?</summary>
/// <param name="operation">With the simulator's credentials, and EDGE_ADDRESS.</param>
/// <param name="swarm">Whose services are tried.</param>
/// <param name="simulatorPassword">The secret with the password that the settings have now: who has another one is not asked with it.</param>
internal sealed class SmokeTest(Operation operation, Swarm swarm, string simulatorPassword)
{
    // More often than there are replicas.
    private const int Rounds = 4;
    private const int Tries = 4;

    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private SettingsFile Settings => operation.Settings;

    /// <param name="services">What the swarm was told.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="DeploymentException">Something does not answer as it should.</exception>
    public async Task RunAsync(IReadOnlyDictionary<string, SwarmService> services, CancellationToken ct)
    {
        var (edge, api) = (Service(ResourceNames.Caddy), Service(ResourceNames.Api));
        var (pages, simulator) = ($"https://{edge.Setting("WEB_HOST")}", $"https://{edge.Setting("API_HOST")}");
        var credential =
            api.UsesNow.Contains(simulatorPassword) && api.Setting("Simulator__UserName") == Settings.Plain("SIMULATOR_USERNAME")
                ? $"{Settings.Plain("SIMULATOR_USERNAME")}:{Settings.Plain("SIMULATOR_PASSWORD")}"
                : null;
        using var client = new HttpClient(await HandlerAsync(edge.Setting("EDGE_TLS"), ct)) { Timeout = AnswersWithin };
        for (var round = 1; round <= Rounds; round++)
        {
            var page = await AskAsync(client, $"{pages}/public?try={round}", credential: null, ct);
            DeploymentException.Unless(page.Contains("Public Timeline", StringComparison.Ordinal), "The public page is another one.");
            DeploymentException.Unless(
                !page.Contains("class=\"error stale\"", StringComparison.Ordinal),
                "The public page is an old one: web cannot reach the api."
            );
            var latest = await AskAsync(client, $"{simulator}/latest", credential: null, ct);
            DeploymentException.Unless(latest.Contains("\"latest\":", StringComparison.Ordinal), "The API's latest is another one.");
            if (credential is not null)
            {
                await AskAsync(client, $"{simulator}/msgs?no=1", credential, ct);
            }
        }

        foreach (var service in new[] { api, Service(ResourceNames.Web) })
        {
            var running = (await swarm.TasksAsync([service.Name], ct))
                .Where(task => task.Runs)
                .Select(task => task.Image)
                .Distinct()
                .ToList();
            // By its content, where the registry told that: one tag may have had two.
            DeploymentException.Unless(
                running is [var image] && image == service.Image,
                $"{service.Name} runs {(running.Count == 0 ? "nothing" : string.Join(", ", running))} and not {service.Image}."
            );
        }

        SwarmService Service(string name) =>
            services.GetValueOrDefault(Swarm.ServiceOf(name)) ?? throw new DeploymentException($"There is no service {name}.");
    }

    private async Task<SocketsHttpHandler> HandlerAsync(string edgeTls, CancellationToken ct)
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

        if (edgeTls == "internal")
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
