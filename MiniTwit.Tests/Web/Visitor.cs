using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace MiniTwit.Tests.Web;

/// <summary>
/// What the course's clients are: a cookie jar, plain form posts, redirects followed. No token, no header of a browser, unless a test
/// adds one.
/// </summary>
internal sealed class Visitor : IDisposable
{
    private const int MaxRedirects = 5;
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly Uri _site;
    private readonly HttpClient _http;

    public Visitor(Uri site)
    {
        _site = site;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies };
        _http = new(handler) { Timeout = TimeSpan.FromSeconds(30) };
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>The cookies that the site has set so far.</summary>
    public CookieCollection Jar => Cookies.GetCookies(_site);

    /// <summary>Headers to send with everything, the way a browser does.</summary>
    public HttpRequestHeaders Headers => _http.DefaultRequestHeaders;

    /// <summary>Signs in, and tells the cookies that it is kept by.</summary>
    public async Task<string> SignInAsync(string username, string password)
    {
        Assert.Equal(["You were logged in"], (await PostAsync("/login", ("username", username), ("password", password))).Flashes);
        return Cookies.GetCookieHeader(_site);
    }

    public Task<Page> GetAsync(string path) => FollowAsync(HttpMethod.Get, path, null);

    public Task<Page> PostAsync(string path, params (string Name, string Value)[] fields) =>
        PostAsync(path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    /// <summary>Posts a form whose body is already encoded, rightly or not.</summary>
    public Task<Page> PostEncodedAsync(string path, string body) =>
        PostAsync(path, new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded"));

    public Task<Page> PostAsync(string path, HttpContent content) => FollowAsync(HttpMethod.Post, path, content);

    /// <summary>One request, whose redirect stays unfollowed.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(_site.GetLeftPart(UriPartial.Authority) + path, AsWritten))
        {
            Content = content,
        };
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<Page> FollowAsync(HttpMethod method, string path, HttpContent? content)
    {
        var targets = new List<string>();
        var response = await SendAsync(method, path, content);
        while (response.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther)
        {
            var target = response.Headers.Location!.OriginalString;
            response.Dispose();
            Assert.StartsWith("/", target, StringComparison.Ordinal);
            targets.Add(target);
            Assert.True(targets.Count <= MaxRedirects, $"No end of redirects: {string.Join(" → ", targets)}");
            response = await SendAsync(HttpMethod.Get, target);
        }

        using (response)
        {
            return await Page.ReadAsync(response, targets);
        }
    }
}
