using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace MiniTwit.Tests.Droplets;

/// <summary>One request in flight at all times on every route of the API and the pages, through the edge.</summary>
internal sealed class EdgeLoad : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private const int MostSaid = 300;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly List<HttpClient> _clients = [];
    private Task[] _loops = [];
    private int _sent;
    private int _reads;
    private int _failedReads;

    public int Sent => _sent;

    public int Reads => _reads;

    public int FailedReads => _failedReads;

    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Registers somebody, signs in on the pages, and begins.</summary>
    public static async Task<EdgeLoad> StartAsync(Edge edge)
    {
        var load = new EdgeLoad();
        var user = $"load{Guid.NewGuid():N}"[..12];
        HttpClient api = load.Api(edge, fresh: false),
            each = load.Api(edge, fresh: true),
            web = load.Keep(edge.Client(TwoDroplets.WebHost));
        using var registered = await api.PostAsJsonAsync(
            "/register",
            new
            {
                username = user,
                email = "load@example.com",
                pwd = TwoDroplets.Password,
            }
        );
        Assert.Equal(HttpStatusCode.NoContent, registered.StatusCode);
        using var signedIn = await web.PostAsync("/login", Form(("username", user), ("password", TwoDroplets.Password)));
        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
        load._loops =
        [
            load.Loop(() => api.GetAsync("/latest"), HttpStatusCode.OK, read: true),
            load.Loop(() => each.GetAsync("/msgs?no=20"), HttpStatusCode.OK, read: true),
            load.Loop(() => api.GetAsync($"/msgs/{user}?no=20"), HttpStatusCode.OK, read: true),
            load.Loop(() => each.GetAsync($"/fllws/{user}?no=20"), HttpStatusCode.OK, read: true),
            load.Loop(() => api.GetAsync("/api/v1/timelines/public"), HttpStatusCode.OK, read: true),
            load.Loop(() => web.GetAsync("/public"), HttpStatusCode.OK, read: true),
            load.Loop(() => web.GetAsync($"/{user}"), HttpStatusCode.OK, read: true),
            load.Loop(() => api.PostAsJsonAsync($"/msgs/{user}", new { content = "under load" }), HttpStatusCode.NoContent, read: false),
            load.Loop(() => each.PostAsJsonAsync($"/fllws/{user}", new { follow = user }), HttpStatusCode.NoContent, read: false),
            load.Loop(() => web.PostAsync("/add_message", Form(("text", "from the page"))), HttpStatusCode.Found, read: false),
        ];
        return load;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _clients.ForEach(client => client.Dispose());
        _stop.Dispose();
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops).WaitAsync(TimeSpan.FromMinutes(1));
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    private HttpClient Api(Edge edge, bool fresh)
    {
        var client = Keep(edge.Client(TwoDroplets.ApiHost, fresh));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.ASCII.GetBytes($"simulator:{TwoDroplets.Password}"))
        );
        return client;
    }

    private HttpClient Keep(HttpClient client)
    {
        _clients.Add(client);
        return client;
    }

    private async Task Loop(Func<Task<HttpResponseMessage>> send, HttpStatusCode expected, bool read)
    {
        while (!_stop.IsCancellationRequested)
        {
            var failure = await FailureAsync(send, expected);
            Interlocked.Increment(ref _sent);
            if (read)
            {
                Interlocked.Increment(ref _reads);
            }

            if (failure is not null)
            {
                _failures.Enqueue($"{DateTime.UtcNow:HH:mm:ss.fff} {failure}");
                if (read)
                {
                    Interlocked.Increment(ref _failedReads);
                }
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private static async Task<string?> FailureAsync(Func<Task<HttpResponseMessage>> send, HttpStatusCode expected)
    {
        try
        {
            using var answer = await send();
            if (answer.StatusCode == expected)
            {
                return null;
            }

            var said = await answer.Content.ReadAsStringAsync();
            return $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri} {(int)answer.StatusCode} {said[..Math.Min(said.Length, MostSaid)].ReplaceLineEndings(" ")}";
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return failure.ToString().Split('\n')[0];
        }
    }
}
