using System.Collections.Concurrent;
using System.Net;
using System.Text;
using MiniTwit.Tests.Client;
using MiniTwit.Tests.Logging;

namespace MiniTwit.Tests.Web;

/// <summary>Pages before an API that answers as a test has it.</summary>
public sealed class ApiAnswersTests
{
    private const string Busy = "MiniTwit is busy right now. Try again in a moment.";
    private const string NoMessages = """{"items":[],"next":null,"prev":null}""";

    [Theory]
    [InlineData("/login", 503)]
    [InlineData("/login", 429)]
    [InlineData("/register", 503)]
    [InlineData("/register", 429)]
    public async Task A_form_passes_on_what_the_API_says_and_when_to_try_again(string path, int status)
    {
        await using var api = new FakeApi(_ => Problem(status, retryAfter: 7));
        await using var web = await StartAsync(api.Url);
        using var visitor = new Visitor(web.Address);

        var page = await visitor.PostAsync(path, ("username", "foo"), ("email", "a@b"), ("password", "p"), ("password2", "p"));

        Assert.Equal((status, TimeSpan.FromSeconds(7)), ((int)page.Status, page.Headers.RetryAfter?.Delta));
        Assert.Equal([Busy], page.Errors);
        Assert.Equal("foo", page.Value("username"));
    }

    [Fact]
    public async Task A_page_passes_on_a_refusal_at_once()
    {
        var asked = new ConcurrentQueue<string>();
        await using var api = new FakeApi(line =>
        {
            asked.Enqueue(line);
            return Problem(503, retryAfter: 30);
        });
        await using var web = await StartAsync(api.Url);
        using var visitor = new Visitor(web.Address);

        var page = await visitor.GetAsync("/public");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(30)), (page.Status, page.Headers.RetryAfter?.Delta));
        Assert.Single(asked, line => line.StartsWith("GET /api/v1/timelines/public", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refused_sign_ins_refuse_nothing_else()
    {
        await using var api = new FakeApi(line =>
            line.StartsWith("POST", StringComparison.Ordinal) ? Problem(503, retryAfter: 2) : FakeApi.Http(200, NoMessages)
        );
        await using var web = await StartAsync(api.Url);
        using var visitor = new Visitor(web.Address);

        var refused = await Task.WhenAll(
            Enumerable.Range(0, 150).Select(_ => visitor.PostAsync("/login", ("username", "foo"), ("password", "p")))
        );

        Assert.All(refused, page => Assert.Equal((Busy, HttpStatusCode.ServiceUnavailable), (Assert.Single(page.Errors), page.Status)));
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/public")).Status);
    }

    [Fact]
    public async Task Of_two_addresses_one_may_be_dead()
    {
        await using var api = new FakeApi(line =>
            line.StartsWith("POST", StringComparison.Ordinal) ? Problem(429, retryAfter: 2) : FakeApi.Http(200, NoMessages)
        );
        await using var web = await StartAsync($"http://127.0.0.1:{AppProcess.FreePort()}", api.Url);
        using var visitor = new Visitor(web.Address);

        var pages = await Task.WhenAll(Enumerable.Range(0, 150).Select(_ => visitor.GetAsync("/public")));
        var forms = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => visitor.PostAsync("/login", ("username", "foo"), ("password", "p")))
        );

        Assert.All(pages, page => Assert.Equal(HttpStatusCode.OK, page.Status));
        Assert.All(forms, page => Assert.Equal(HttpStatusCode.TooManyRequests, page.Status));
    }

    [Fact]
    public async Task An_API_of_the_version_before_gives_a_users_page_piece_by_piece()
    {
        const string Profile =
            """{"username":"foo","avatar":"0123456789abcdef","createdAt":"2026-01-01T00:00:00Z","messages":0,"followers":0,"following":0,"followedByMe":null}""";
        await using var api = new FakeApi(line =>
            line.Split(' ')[1] switch
            {
                "/api/v1/users/foo" => FakeApi.Http(200, Profile),
                "/api/v1/users/foo/messages" => FakeApi.Http(200, NoMessages),
                _ => FakeApi.Http(404),
            }
        );
        await using var web = await StartAsync(api.Url);
        using var visitor = new Visitor(web.Address);

        Assert.Equal("foo's Timeline", (await visitor.GetAsync("/foo")).Heading);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/bar")).Status);
    }

    private static string Problem(int status, int retryAfter)
    {
        var body = $$"""{"status":{{status}},"detail":"{{Busy}}"}""";
        return $"HTTP/1.1 {status} Whatever\r\nContent-Type: application/problem+json\r\nRetry-After: {retryAfter}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";
    }

    private static Task<AppProcess> StartAsync(params string[] apis) =>
        AppProcess.StartAsync<Projects.MiniTwit_Web>(
            apis.Select((url, i) => KeyValuePair.Create($"services__api__http__{i}", url)).ToDictionary()
        );
}
