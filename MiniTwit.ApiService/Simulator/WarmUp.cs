using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MiniTwit.ApiService.Simulator;

/// <summary>
/// Sends this process one request of each kind that changes nothing, before it counts as ready: the first of a kind pays for
/// compiling its path and its query, and the simulator's clock has no patience for that.
/// </summary>
internal sealed partial class WarmUp(IServer server, SimulatorOptions simulator, ILogger<WarmUp> logger)
    : IHealthCheck,
        IHostedLifecycleService
{
    // Less than a container may take to become ready (see deploy's start period), on cores that are busy with everything else.
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // A request that came to the end of its time was compiling for it, and goes on where it was; one that never gets through finds the
    // database away, and nothing is gained by waiting.
    private const int Tries = 5;

    // A user that no registration can make: names start with no space.
    private const string Nobody = "%20nobody";

    /// <summary>Carries the <see cref="Pass"/> of the process's own requests past the gate.</summary>
    public const string PassHeader = "X-Warm-Up";

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Pass { get; } = RandomNumberGenerator.GetHexString(32);

    public Task Done => _done.Task;

    public bool IsDone => Done.IsCompleted;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsDone ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("warming up"));

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(AtMost);
        try
        {
            await RunAsync(patience.Token);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            LogCold(logger, e.Message);
        }

        _done.SetResult();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        if (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is not { } address)
        {
            return;
        }

        using var client = new HttpClient { BaseAddress = new UriBuilder(address) { Host = "localhost" }.Uri };
        var credential = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{simulator.UserName}:{simulator.Password}"));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credential);
        client.DefaultRequestHeaders.Add(PassHeader, Pass);

        string[] reads =
        [
            "latest",
            "msgs?no=1",
            $"msgs/{Nobody}",
            $"fllws/{Nobody}",
            "api/v1/timelines/public?limit=1",
            $"api/v1/users/{Nobody}",
        ];
        foreach (var path in reads)
        {
            await SendAsync(() => client.GetAsync(new Uri(path, UriKind.Relative), ct), ct);
        }

        (string Path, string Body)[] writes =
        [
            ("register", """{"username":"","email":"","pwd":""}"""),
            ($"msgs/{Nobody}", """{"content":"warm"}"""),
            ($"fllws/{Nobody}", """{"follow":"nobody"}"""),
            ($"fllws/{Nobody}", """{"unfollow":"nobody"}"""),
        ];
        foreach (var (path, body) in writes)
        {
            await SendAsync(
                () => client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), ct),
                ct
            );
        }
    }

    /// <exception cref="HttpRequestException">It was answered 503 each time.</exception>
    private static async Task SendAsync(Func<Task<HttpResponseMessage>> send, CancellationToken ct)
    {
        for (var triesLeft = Tries; ; triesLeft--)
        {
            using var answer = await send();
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                return;
            }

            if (triesLeft == 1)
            {
                throw new HttpRequestException($"{answer.RequestMessage!.RequestUri!.AbsolutePath} was answered 503 {Tries} times.");
            }

            await Task.Delay(Pause, ct);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not warm up, the first requests will be slow: {Reason}")]
    private static partial void LogCold(ILogger logger, string reason);
}
