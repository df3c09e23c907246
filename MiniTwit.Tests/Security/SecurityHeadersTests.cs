using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Security;

/// <summary>Every kind of answer of both apps, with what it tells browsers that they may never do, to the letter.</summary>
public sealed class SecurityHeadersTests(StackFixture stack, BehindTls apps) : IClassFixture<BehindTls>
{
    private const string Form = "application/x-www-form-urlencoded",
        Anything =
            "default-src 'none'; style-src 'self'; img-src 'self' data:; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        Page = Anything + "; script-src 'self'; connect-src 'self'",
        Reference =
            "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        AfterAnError = "no-store, no-cache",
        AnotherAddress = "203.0.113.78",
        Somebody = "{somebody}",
        ForEver = "public, max-age=31536000, immutable";

    private readonly string _wrongPassword = $"username={Person.NewName()}&password=x";

    /// <summary>Method, path, who asks, what for, and then the answer's status, Content-Security-Policy and Cache-Control.</summary>
    public static TheoryData<string, string, string, int, string, string> OfWeb =>
        new()
        {
            { "GET /public", "", "", 200, Page, "no-cache" },
            { "HEAD /public", "", "", 200, Page, "no-cache" },
            { "GET /login", "", "", 200, Page, "no-cache" },
            { "GET /", "", "", 302, Anything, "no-cache" },
            { "GET /", "session", "", 200, Page, "no-store" },
            { "GET /settings", "session", "", 200, Page, "no-store" },
            { "GET /login/reset?token=x", "", "", 200, Page, "no-store" },
            { "POST /add_message", "session", "text=hello", 302, Anything, "no-store" },
            { "POST /register", "", "username=", 200, Page, "no-cache" },
            { "POST /add_message", "session", "text=" + LongText, 400, Page, "no-store" },
            { "POST /login", "", "username=%00", 400, Page, "no-cache" },
            { "POST /login", "multipart", "broken", 400, Page, "no-cache" },
            { "POST /add_message", "", "text=hello", 401, Page, "no-cache" },
            { "GET /settings", "", "", 401, Page, "no-cache" },
            { "GET /admin", "session", "", 403, Page, "no-store" },
            { "POST /login", "another site", "username=x&password=x", 403, Page, "no-cache" },
            { "GET /Nobody%20At%20All", "", "", 404, Page, "no-cache" },
            { "GET /no/such/page", "session", "", 404, Page, "no-store" },
            { "GET /metrics", "", "", 404, Anything, "no-cache" },
            { "DELETE /public", "", "", 405, Page, "no-cache" },
            { "GET /public/feed.atom", "", "", 200, Anything, "no-cache" },
            { "GET /{somebody}/feed.atom", "the tag", "", 304, Anything, "no-cache" },
            { "GET /css/site.css", "", "", 200, Anything, "no-cache" },
            { "GET /css/site.css", "the tag", "", 304, Anything, "no-cache" },
            { "GET /js/site.js", "", "", 200, Anything, "no-cache" },
            { "GET /favicon.svg", "", "", 200, Anything, "no-cache" },
            { "GET /robots.txt", "", "", 200, Anything, "no-cache" },
            { "GET /avatars/0123456789abcdef.svg", "session", "", 200, Anything, ForEver },
            { "GET /search/names?q=x", "", "", 200, Anything, "no-cache" },
            { "GET /search/names?q=x", "session", "", 200, Anything, "no-store" },
            { "POST /logout", "session", "", 302, Anything, "no-store" },
        };

    /// <summary>As above.</summary>
    public static TheoryData<string, string, string, int, string, string> OfApi =>
        new()
        {
            { "GET /latest", "", "", 200, Anything, "no-cache" },
            { "GET /msgs", "", "", 403, Anything, "no-cache" },
            { "POST /register", "", "{}", 400, Anything, "no-cache" },
            { "DELETE /latest", "", "", 405, Anything, "no-cache" },
            { "GET /", "", "", 302, Anything, "no-cache" },
            { "GET /scalar/", "", "", 200, Reference, "no-cache" },
            { "GET /openapi/v1.json", "", "", 200, Anything, "no-cache" },
            { "GET /api/v1/timelines/public", "", "", 200, Anything, "no-cache" },
            { "GET /api/v1/me", "session", "", 200, Anything, "no-store" },
            { "GET /api/v1/me", "session, the tag", "", 304, Anything, "no-store" },
            { "GET /api/v1/me/export", "session", "", 200, Anything, "no-store" },
            { "GET /api/v1/timelines/public/live?seconds=0", "", "", 200, Anything, AfterAnError },
            { "POST /api/v1/messages", "session", """{"text":"hello"}""", 201, Anything, "no-store" },
            { "DELETE /api/v1/sessions/current", "session", "", 204, Anything, "no-store" },
            { "GET /api/v1/timelines/public?limit=0", "", "", 400, Anything, "no-cache" },
            { "GET /api/v1/me", "", "", 401, Anything, "no-cache" },
            { "GET /api/v1/moderation/log", "session", "", 403, Anything, "no-store" },
            { "GET /api/v1/users/Nobody%20At%20All", "", "", 404, Anything, "no-cache" },
            { "GET /nothing/here", "", "", 404, Anything, "no-cache" },
            { "GET /metrics", "", "", 404, Anything, "no-cache" },
            { "POST /api/v1/users", "text", "x", 415, Anything, "no-cache" },
        };

    private static string LongText => new('x', 281);

    [Theory]
    [MemberData(nameof(OfWeb))]
    public Task Of_the_pages(string request, string who, string body, int status, string policy, string caching) =>
        AssertAsync(apps.Web, request, who, body, (status, policy, caching));

    [Theory]
    [MemberData(nameof(OfApi))]
    public Task Of_the_API(string request, string who, string body, int status, string policy, string caching) =>
        AssertAsync(apps.Api, request, who, body, (status, policy, caching));

    [Fact]
    public async Task Of_those_that_are_too_much()
    {
        var much = "username=" + new string('x', 1 << 20);
        await AssertAsync(apps.Web, "POST /login", "", much, (413, Page, "no-cache"));
        await AssertAsync(apps.Api, "POST /api/v1/users", "", much, (413, Anything, AfterAnError));

        // The first wrong password is all that an address has.
        using var visitor = new Visitor(apps.Web);
        Array.ForEach(BehindTls.Edge, header => visitor.Headers.Add(header.Name, header.Value));
        await visitor.PostAsync("/login", ("username", (await Person.JoinAsync(stack)).Name), ("password", "x"));
        var name = Uri.EscapeDataString((await Person.JoinAsync(stack)).Name);
        await AssertAsync(apps.Web, "POST /login", "", $"username={name}&password=x", (429, Page, "no-cache"));
        await AssertAsync(
            apps.Api,
            "POST /api/v1/sessions",
            "",
            $$"""{"username":"{{Uri.UnescapeDataString(name)}}","password":"x"}""",
            (429, Anything, AfterAnError)
        );
    }

    [Theory]
    [InlineData("pages", "GET /public", 500, Page, AfterAnError)]
    [InlineData("pages", "GET /somebody", 503, Page, "no-cache")]
    [InlineData("API", "GET /latest", 503, Anything, AfterAnError)]
    [InlineData("API", "GET /api/v1/timelines/public", 503, Anything, AfterAnError)]
    public Task Of_those_in_trouble(string app, string request, int status, string policy, string caching) =>
        AssertAsync(app == "API" ? apps.ApiInTrouble : apps.WebInTrouble, request, "", "", (status, policy, caching));

    [Fact]
    public async Task What_a_browser_stored_goes_with_the_session()
    {
        Assert.Equal("\"storage\"", (await SendAsync(apps.Web, "POST /logout", "session", "")).Header("Clear-Site-Data"));
        Assert.Null((await SendAsync(apps.Web, "GET /", "session", "")).Header("Clear-Site-Data"));
    }

    [Fact]
    public async Task Cookies_go_over_TLS_alone_and_to_no_script()
    {
        var person = await Person.JoinAsync(stack);
        using var visitor = new Visitor(apps.Web);
        visitor.Headers.Add("X-Forwarded-Proto", "https");
        visitor.Headers.Add("X-Forwarded-For", AnotherAddress);
        List<string> cookies =
        [
            .. await SetByAsync("POST", "/register", ("username", ""), ("email", ""), ("password", "")),
            .. await SetByAsync("POST", "/login", ("username", person.Name), ("password", person.Password)),
        ];
        // The visitor keeps none that is for TLS alone.
        visitor.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => cookie.Split(';')[0])));
        cookies.AddRange([
            .. await SetByAsync("GET", "/"),
            .. await SetByAsync("POST", "/settings/language", ("language", "da")),
            .. await SetByAsync("POST", "/add_message", ("text", "hello")),
            .. await SetByAsync("POST", "/logout"),
        ]);

        // Of the sign-in, of the page that shows its flash, of the language, of the message and of the sign-out.
        Assert.Equal(
            [
                "minitwit.session set",
                "minitwit.flash set",
                "minitwit.flash gone",
                "minitwit.language set",
                "minitwit.flash set",
                "minitwit.session gone",
                "minitwit.flash set",
            ],
            cookies.Select(cookie => cookie.Split('=')[0] + (cookie.Contains("=;", StringComparison.Ordinal) ? " gone" : " set"))
        );
        Assert.All(
            cookies,
            cookie =>
                Assert.Equal(
                    ["httponly", "path=/", "samesite=lax", "secure"],
                    cookie
                        .Split("; ")[1..]
                        .Where(attribute => attribute.Split('=')[0] is not ("expires" or "max-age"))
                        .Order(StringComparer.Ordinal)
                )
        );

        async Task<IEnumerable<string>> SetByAsync(string method, string path, params (string Name, string Value)[] fields)
        {
            using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
            using var answer = await visitor.SendAsync(new(method), path, method == "GET" ? null : form);
            return answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [];
        }
    }

    private async Task AssertAsync(Uri app, string request, string who, string body, (int Status, string Policy, string Caching) expected)
    {
        var reply = await SendAsync(app, request, who, body);

        Assert.Equal(
            $"""
            {expected.Status}
            Content-Security-Policy: {expected.Policy}
            Cache-Control: {expected.Caching}
            X-Content-Type-Options: nosniff
            Referrer-Policy: {(
                request.Contains("/login/reset", StringComparison.Ordinal) ? "strict-origin" : "strict-origin-when-cross-origin"
            )}
            Cross-Origin-Opener-Policy: same-origin
            Permissions-Policy: camera=(), geolocation=(), microphone=()
            Strict-Transport-Security: max-age=31536000; includeSubDomains
            Server: 
            X-Powered-By: 
            """,
            $"""
            {(int)reply.Status}
            Content-Security-Policy: {reply.Header("Content-Security-Policy")}
            Cache-Control: {reply.Header("Cache-Control")}
            X-Content-Type-Options: {reply.Header("X-Content-Type-Options")}
            Referrer-Policy: {reply.Header("Referrer-Policy")}
            Cross-Origin-Opener-Policy: {reply.Header("Cross-Origin-Opener-Policy")}
            Permissions-Policy: {reply.Header("Permissions-Policy")}
            Strict-Transport-Security: {reply.Header("Strict-Transport-Security")}
            Server: {reply.Header("Server")}
            X-Powered-By: {reply.Header("X-Powered-By")}
            """
        );
    }

    private async Task<Reply> SendAsync(Uri app, string request, string who, string body)
    {
        var (method, path) = (request.Split(' ')[0], request.Split(' ')[1]);
        var isWeb = app == apps.Web || app == apps.WebInTrouble;
        if (path.Contains(Somebody, StringComparison.Ordinal))
        {
            // Nobody else adds to what is theirs.
            path = path.Replace(Somebody, Uri.EscapeDataString((await Person.JoinAsync(stack)).Name), StringComparison.Ordinal);
        }

        List<(string, string)> headers = [.. BehindTls.Edge];
        string? authorization = null;
        if (who.Contains("session", StringComparison.Ordinal))
        {
            var person = await Person.JoinAsync(stack);
            if (isWeb)
            {
                headers.Add(("Cookie", await SignInAsync(person)));
            }
            else
            {
                authorization = person.Bearer;
            }
        }

        if (who == "another site")
        {
            headers.Add(("Sec-Fetch-Site", "cross-site"));
        }

        if (who.Contains("the tag", StringComparison.Ordinal))
        {
            var first = await new Api(app).SendAsync(method, path, null, authorization, [.. headers]);
            headers.Add(("If-None-Match", first.Header("ETag")!));
        }

        var type = (who, isWeb) switch
        {
            ("multipart", _) => "multipart/form-data",
            ("text", _) => "text/plain",
            (_, true) => Form,
            _ => "application/json",
        };
        using var content = new StringContent(body);
        content.Headers.ContentType = new(type);
        return await new Api(app).SendAsync(method, path, body.Length == 0 ? null : content, authorization, [.. headers]);
    }

    private async Task<string> SignInAsync(Person person)
    {
        using var visitor = new Visitor(apps.Web);
        visitor.Headers.Add("X-Forwarded-For", AnotherAddress);
        return await visitor.SignInAsync(person.Name, person.Password);
    }
}
