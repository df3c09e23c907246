using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class HeaderTests(StackFixture stack) : WebTest(stack)
{
    [Fact]
    public async Task Cookies_are_out_of_reach_of_scripts_and_other_sites()
    {
        var (name, visitor) = (NewName(), Visit());
        using var registered = await PostAsync(
            visitor,
            "/register",
            ("username", name),
            ("email", "a@b"),
            ("password", Password),
            ("password2", Password)
        );
        using var signedIn = await PostAsync(visitor, "/login", ("username", name), ("password", Password));

        var cookies = registered.Headers.GetValues("Set-Cookie").Concat(signedIn.Headers.GetValues("Set-Cookie")).ToList();

        Assert.Equal(["minitwit.flash", "minitwit.flash", "minitwit.session"], cookies.Select(cookie => cookie.Split('=')[0]).Order());
        Assert.All(
            cookies,
            cookie =>
            {
                var attributes = cookie.Split("; ").Skip(1).Select(attribute => attribute.ToLowerInvariant()).ToList();
                Assert.Contains("httponly", attributes);
                Assert.Contains("samesite=lax", attributes);
                Assert.Contains("path=/", attributes);
                Assert.DoesNotContain(attributes, attribute => attribute.StartsWith("domain", StringComparison.Ordinal));
            }
        );
    }

    [Fact]
    public async Task What_anyone_says_about_the_edge_is_not_believed()
    {
        var (name, visitor) = (NewName(), Visit());
        await RegisterAsync(visitor, name);
        visitor.Headers.Add("X-Forwarded-Proto", "https");
        visitor.Headers.Add("X-Forwarded-Host", "evil.example");

        using var answer = await PostAsync(visitor, "/login", ("username", name), ("password", Password));

        Assert.Equal("/", answer.Headers.Location!.OriginalString);
        Assert.All(
            answer.Headers.GetValues("Set-Cookie"),
            cookie => Assert.DoesNotContain("; secure", cookie, StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public async Task Pages_of_a_signed_in_user_are_never_stored()
    {
        var visitor = await SignedInAsync(NewName());

        foreach (var path in new[] { "/", "/public", "/settings", "/nobody-of-this-name" })
        {
            Assert.Equal((path, "no-store"), (path, (await visitor.GetAsync(path)).Headers.CacheControl?.ToString()));
        }
    }

    [Fact]
    public async Task Other_pages_are_asked_for_anew()
    {
        Assert.Equal("no-cache", (await Visit().GetAsync("/public")).Headers.CacheControl?.ToString());
    }

    /// <summary>Pages run the site's own script, which talks to the site; what is no page runs none.</summary>
    [Theory]
    [InlineData("/public", true)]
    [InlineData("/login", true)]
    [InlineData("/no/such/page", true)]
    [InlineData("/favicon.svg", false)]
    [InlineData("/avatars/0123456789abcdef.svg", false)]
    public async Task Every_answer_tells_browsers_what_it_may_never_do(string path, bool isPage)
    {
        using var answer = await Visit().SendAsync(HttpMethod.Get, path);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy")).Split("; ");
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("form-action 'self'", policy);
        Assert.Contains("base-uri 'none'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Equal(
            isPage ? ["connect-src 'self'", "script-src 'self'"] : [],
            policy
                .Where(rule =>
                    rule.StartsWith("script-", StringComparison.Ordinal) || rule.StartsWith("connect-", StringComparison.Ordinal)
                )
                .Order()
        );
        Assert.DoesNotContain(policy, rule => rule.Contains("unsafe", StringComparison.Ordinal));
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["strict-origin-when-cross-origin"], answer.Headers.GetValues("Referrer-Policy"));
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("X-Powered-By"));
    }

    [Fact]
    public async Task Pages_hold_no_inline_script_or_style_and_no_handler()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        await ShareAsync(visitor, "hello");

        foreach (var path in new[] { "/", "/public", $"/{name}", "/settings", "/login", "/register", "/no/such/page" })
        {
            var document = (await visitor.GetAsync(path)).Document;
            var script = Assert.Single(document.QuerySelectorAll("script"));
            Assert.StartsWith("/js/site.", script.GetAttribute("src"), StringComparison.Ordinal);
            Assert.Equal("", script.TextContent);
            Assert.Empty(document.QuerySelectorAll("style, [style], iframe, object, embed"));
            Assert.DoesNotContain(document.All, element => element.Attributes.Any(a => a.Name.StartsWith("on", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("minitwit.session", "garbage")]
    [InlineData("minitwit.session", "CfDJ8AAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("minitwit.flash", "garbage")]
    [InlineData("minitwit.flash", "Followed.%3Cb%3E%00%FF")]
    [InlineData("minitwit.flash", "99~x")]
    [InlineData("minitwit.flash", "Followed~PGI-")]
    [InlineData("minitwit.flash", "Followed~a")]
    [InlineData("minitwit.flash", "Followed~__-_")]
    [InlineData("minitwit.flash", "Followed~!~")]
    public async Task A_forged_cookie_does_no_harm(string cookie, string value)
    {
        var visitor = Visit();
        visitor.Headers.Add("Cookie", $"{cookie}={value}");

        var page = await visitor.GetAsync("/public");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(["public timeline", "sign up", "sign in"], page.Navigation);
        Assert.Empty(page.Document.QuerySelectorAll(".flashes b"));
    }

    private static Task<HttpResponseMessage> PostAsync(Visitor visitor, string path, params (string Name, string Value)[] fields) =>
        visitor.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));
}
