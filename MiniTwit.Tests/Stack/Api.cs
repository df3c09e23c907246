using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniTwit.Tests.Stack;

/// <summary>Sends requests exactly as given: paths are not tidied up, redirects not followed, cookies not kept.</summary>
internal sealed class Api(Uri address)
{
    public const string SimulatorCredential = "Basic " + SimulatorPair;

    /// <summary>Name and password in base64, as everybody knows them.</summary>
    public const string SimulatorPair = "c2ltdWxhdG9yOnN1cGVyX3NhZmUh";

    private static readonly UriCreationOptions AsGiven = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    public Task<Reply> GetAsync(string path, string? authorization = null) => SendAsync("GET", path, null, authorization);

    public Task<Reply> PostAsync(string path, object body, string? authorization = null) => SendAsync("POST", path, body, authorization);

    /// <summary>Registers as the simulator does.</summary>
    public Task<Reply> RegisterAsync(string username, string email = "a@b", string pwd = "p", string? authorization = null) =>
        PostAsync(
            "/register",
            new
            {
                username,
                email,
                pwd,
            },
            authorization
        );

    /// <summary>Sends with the simulator's credential.</summary>
    public Task<Reply> SimulateAsync(string method, string path, object? body = null) => SendAsync(method, path, body, SimulatorCredential);

    /// <param name="method">The HTTP method.</param>
    /// <param name="path">Path and query, encoded already.</param>
    /// <param name="body">Bytes or text are sent as they are, anything else as its JSON.</param>
    /// <param name="authorization">The whole header, malformed or not.</param>
    /// <param name="headers">Further headers.</param>
    public async Task<Reply> SendAsync(
        string method,
        string path,
        object? body = null,
        string? authorization = null,
        params (string Name, string Value)[] headers
    )
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            new Uri(address.GetLeftPart(UriPartial.Authority) + path, AsGiven)
        );
        request.Content = Content(body);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation(
                "Authorization",
                authorization.Replace(SimulatorPair, Deployed.SimulatorPair, StringComparison.Ordinal)
            );
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request, cancellation);
        return await Reply.ReadAsync(response, cancellation);
    }

    private static HttpContent? Content(object? body)
    {
        var content = body switch
        {
            null => null,
            HttpContent given => given,
            byte[] bytes => new ByteArrayContent(bytes),
            string text => new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(text)),
            _ => new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, Readable)),
        };
        if (body is not (null or HttpContent))
        {
            content!.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return content;
    }
}
