using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace MiniTwit.Bench;

/// <summary>One of those that are compared: a revision's processes on a database of their own, or a floor on this tree's.</summary>
internal sealed class Target(string name, string database, Tree? tree = null)
{
    public const string This = "this",
        Against = "against",
        Floor = "floor",
        Pgbench = "pgbench",
        WithoutTelemetry = "telemetry off";

    private const string UserName = "simulator",
        Password = "bench-password",
        AllocatedBytes = "dotnet_gc_heap_total_allocated_bytes_total";

    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>What the simulator sends.</summary>
    public static readonly string Authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{Password}"));

    public static readonly Dictionary<string, string> SimulatorsEnvironment = new()
    {
        ["SIMULATOR_USERNAME"] = UserName,
        ["SIMULATOR_PASSWORD"] = Password,
    };

    /// <summary>What both apps are told, whatever the revision.</summary>
    public static readonly Dictionary<string, string> CommonSettings = new()
    {
        ["Internal__Key"] = "bench-internal-key",
        ["Simulator__UserName"] = UserName,
        ["Simulator__Password"] = Password,
    };

    private readonly Dictionary<string, string> _tokens = [];
    private readonly Dictionary<string, string> _cookies = [];

    public string Name => name;

    public string Database => database;

    /// <summary>Null: a floor.</summary>
    public Tree? Tree => tree;

    /// <summary>Besides those that all are told.</summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    public Service? Api { get; set; }

    public Service? Web { get; set; }

    public IEnumerable<Service> Services => new[] { Api, Web }.OfType<Service>();

    public string Token(string reader) => _tokens[reader];

    public string Cookie(string reader) => _cookies[reader];

    public async Task RegisterAsync(IEnumerable<string> readers, CancellationToken ct)
    {
        foreach (var reader in readers)
        {
            await SendAsync(
                Api!.Url + "/register",
                JsonContent.Create(
                    new
                    {
                        username = reader,
                        email = $"{reader}@example.com",
                        pwd = Password,
                    }
                ),
                ct
            );
            using var session = await SendAsync(
                Api.Url + "/api/v1/sessions",
                JsonContent.Create(new { username = reader, password = Password }),
                ct
            );
            _tokens[reader] = (await session.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("token").GetString()!;
            using var form = new FormUrlEncodedContent([new("username", reader), new("password", Password)]);
            using var page = await SendAsync(Web!.Url + "/login", form, ct);
            _cookies[reader] = string.Join("; ", page.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
        }
    }

    /// <summary>Bytes that the API's process has allocated since its start; null where it does not say.</summary>
    public async Task<double?> AllocatedAsync(CancellationToken ct)
    {
        if (name == Floor)
        {
            return double.Parse(await Http.GetStringAsync(new Uri(Api!.Url + "/allocated"), ct), CultureInfo.InvariantCulture);
        }

        using var answer = await Http.GetAsync(new Uri(Api!.ManagementUrl + "/metrics"), ct);
        var line = (await answer.Content.ReadAsStringAsync(ct))
            .Split('\n')
            .LastOrDefault(line => line.StartsWith(AllocatedBytes, StringComparison.Ordinal));
        // Name and labels, value, perhaps a time.
        return line is null ? null : double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>One request of a kind, before many: a redirect is no success to measure.</summary>
    public static async Task ProbeAsync(
        string method,
        string url,
        string? body,
        IReadOnlyDictionary<string, string> headers,
        CancellationToken ct
    )
    {
        using var request = new HttpRequestMessage(new(method), url);
        if (body is not null)
        {
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        }

        foreach (var (header, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var answer = await Http.SendAsync(request, ct);
        if (!answer.IsSuccessStatusCode)
        {
            throw new BenchException($"{method} {url}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(ct)}");
        }
    }

    /// <summary>Its processes may be started anew.</summary>
    public async Task EndAsync()
    {
        // Together: each takes its time to end.
        await Task.WhenAll(Services.Select(service => service.DisposeAsync().AsTask()));
        (Api, Web) = (null, null);
    }

    private static async Task<HttpResponseMessage> SendAsync(string url, HttpContent content, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", url.Contains("/api/", StringComparison.Ordinal) ? null : Authorization);
        var answer = await Http.SendAsync(request, ct);
        return (int)answer.StatusCode < 400
            ? answer
            : throw new BenchException($"POST {url}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(ct)}");
    }
}
