using System.Text.Json;
using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Simulator.Replay;

/// <summary>Sends requests as the course's client does, once each: every error counts, so nothing is tried again.</summary>
internal sealed class SimulatorClient : IDisposable
{
    private const int ErrorBodyBytes = 4096;

    private readonly ClientOptions _options;
    private readonly HttpClient _http;

    public SimulatorClient(ClientOptions options)
    {
        _options = options;
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                MaxConnectionsPerServer = options.Connections,
                AllowAutoRedirect = false,
                UseCookies = false,
                // The server is what is measured, not a proxy that the environment happens to name.
                UseProxy = false,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Authorization = options.Credentials.Header;
        _http.DefaultRequestHeaders.ConnectionClose = !options.KeepAlive;
    }

    /// <summary>Sends a command; throws only when <paramref name="cancelled"/>.</summary>
    public async Task<Answer> SendAsync(ScenarioCommand command, CancellationToken cancelled)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        using var request = Requests.Create(command, _options.BaseUrl);
        timeout.CancelAfter(_options.Timeout);
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            var body = await ReadAsync(response, timeout.Token);
            var elapsed = TimeProvider.System.GetElapsedTime(started);
            return new((int)response.StatusCode, response.IsSuccessStatusCode ? null : ErrorText.Shorten(body), null, elapsed);
        }
        catch (Exception e)
            when (!cancelled.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException)
        {
            return new(0, null, Failures.Name(e), TimeProvider.System.GetElapsedTime(started));
        }
    }

    /// <summary>The JSON of a successful GET, or why there is none.</summary>
    public async Task<(JsonDocument? Json, string? Error)> GetAsync(string path, CancellationToken cancelled)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        timeout.CancelAfter(_options.Timeout);
        try
        {
            using var response = await _http.GetAsync($"{_options.BaseUrl}{path}", timeout.Token);
            if (!response.IsSuccessStatusCode)
            {
                return (null, $"answered {(int)response.StatusCode}");
            }

            return (await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(timeout.Token), default, timeout.Token), null);
        }
        catch (JsonException)
        {
            return (null, "answered something that is no JSON");
        }
        catch (Exception e)
            when (!cancelled.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException)
        {
            return (null, $"failed ({Failures.Name(e)})");
        }
    }

    public void Dispose() => _http.Dispose();

    // To the end, as the answer is not there before, but without keeping more than the beginning.
    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancelled)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancelled);
        var buffer = new byte[ErrorBodyBytes];
        var kept = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancelled);
        if (kept == buffer.Length)
        {
            await stream.CopyToAsync(Stream.Null, cancelled);
        }

        return System.Text.Encoding.UTF8.GetString(buffer, 0, kept);
    }
}
