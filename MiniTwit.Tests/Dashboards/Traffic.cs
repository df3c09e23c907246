using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Dashboards;

/// <summary>A little of everything that clients do, right and wrong, for as long as the tests that look at its traces run.</summary>
public sealed class Traffic(StackFixture stack) : IAsyncLifetime
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private readonly CancellationTokenSource _stop = new(Longest);
    private readonly HttpClient _api = StackFixture.CreateClient(stack.Api);
    private readonly HttpClient _web = StackFixture.CreateClient(stack.Web);
    private Task _running = Task.CompletedTask;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        await RoundAsync(_stop.Token);
        _running = RunAsync(_stop.Token);
    }

    /// <summary>Throws what went wrong, if anything did.</summary>
    public void Check()
    {
        if (_running.IsFaulted)
        {
            _running.GetAwaiter().GetResult();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _api.Dispose();
        _web.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await RoundAsync(ct);
            await Task.Delay(Pause, ct);
        }
    }

    private async Task RoundAsync(CancellationToken ct)
    {
        var (ada, bob) = ($"ada-{Guid.NewGuid():N}"[..20], $"bob-{Guid.NewGuid():N}"[..20]);
        foreach (var name in new[] { ada, bob })
        {
            await SimulatorAsync(
                HttpMethod.Post,
                "register",
                new
                {
                    username = name,
                    email = $"{name}@example.com",
                    pwd = "correct horse",
                },
                ct
            );
        }

        await SimulatorAsync(
            HttpMethod.Post,
            "register",
            new
            {
                username = "",
                email = "",
                pwd = "",
            },
            ct
        );
        await SimulatorAsync(HttpMethod.Post, $"msgs/{ada}", new { content = "A message to be counted" }, ct);
        await SimulatorAsync(HttpMethod.Post, $"fllws/{ada}", new { follow = bob }, ct);
        await SimulatorAsync(HttpMethod.Get, $"fllws/{ada}", null, ct);
        await SimulatorAsync(HttpMethod.Post, $"fllws/{ada}", new { unfollow = bob }, ct);
        await SimulatorAsync(HttpMethod.Get, "msgs?no=10", null, ct);
        await SimulatorAsync(HttpMethod.Get, $"msgs/{ada}", null, ct);
        await SimulatorAsync(HttpMethod.Get, "msgs/nobody-of-this-name", null, ct);
        await SimulatorAsync(HttpMethod.Get, "latest", null, ct);
        await SendAsync(_api, new HttpRequestMessage(HttpMethod.Get, "msgs"), ct);
        foreach (var password in new[] { "correct horse", "wrong" })
        {
            await SendAsync(
                _api,
                new(HttpMethod.Post, "api/v1/sessions") { Content = JsonContent.Create(new { username = ada, password }) },
                ct
            );
        }

        await SendAsync(_web, new HttpRequestMessage(HttpMethod.Get, "public"), ct);
    }

    private Task SimulatorAsync(HttpMethod method, string path, object? body, CancellationToken ct)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.ASCII.GetBytes("simulator:super_safe!"))
        );
        return SendAsync(_api, request, ct);
    }

    private static async Task SendAsync(HttpClient client, HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        {
            using var response = await client.SendAsync(request, ct);
            Assert.True((int)response.StatusCode < 500, $"{request.Method} {request.RequestUri}: {response.StatusCode}");
        }
    }
}
