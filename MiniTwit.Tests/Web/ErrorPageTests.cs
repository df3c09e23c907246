using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class ErrorPageTests(StackFixture stack) : WebTest(stack)
{
    [Theory]
    [InlineData("/no/such/page")]
    [InlineData("/error")]
    [InlineData("/css/nothing.css")]
    [InlineData("/foo/status/abc")]
    [InlineData("/foo/status/0")]
    [InlineData("/foo/status/-1")]
    [InlineData("/foo/status/9223372036854775807")]
    [InlineData("/foo/status/99999999999999999999")]
    public async Task What_is_not_there_has_a_page_of_ours(string path)
    {
        var page = await Visit().GetAsync(path);

        AssertStatus(HttpStatusCode.NotFound, "Nothing here", page);
        Assert.Equal(["public timeline", "sign up", "sign in"], page.Navigation);
    }

    [Theory]
    [InlineData("GET", "/settings")]
    [InlineData("POST", "/settings/password")]
    [InlineData("POST", "/settings/profile")]
    [InlineData("POST", "/settings/avatar")]
    [InlineData("POST", "/settings/email")]
    [InlineData("POST", "/settings/session")]
    [InlineData("POST", "/settings/sessions")]
    [InlineData("POST", "/settings/delete")]
    [InlineData("POST", "/add_message")]
    [InlineData("GET", "/foo/follow")]
    [InlineData("POST", "/foo/follow")]
    [InlineData("GET", "/foo/unfollow")]
    [InlineData("POST", "/foo/unfollow")]
    [InlineData("POST", "/foo/status/1/delete")]
    [InlineData("POST", "/foo/status/1/restore")]
    public async Task What_takes_a_session_asks_to_sign_in(string method, string path)
    {
        var page = method == "GET" ? await Visit().GetAsync(path) : await Visit().PostAsync(path);

        Assert.Empty(page.Redirects);
        AssertStatus(HttpStatusCode.Unauthorized, "Please sign in", page);
        Assert.Equal((method, path) == ("GET", "/settings") ? "/login?return=%2Fsettings" : "/login", page.Link("Sign in"));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    [InlineData("/internal/data-protection-keys")]
    public async Task Nothing_of_the_management_port_is_public(string path)
    {
        var page = await Visit().GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.DoesNotContain("Healthy", page.Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/public", "GET, HEAD")]
    [InlineData("PUT", "/public", "GET, HEAD")]
    [InlineData("OPTIONS", "/public", "GET, HEAD")]
    [InlineData("TRACE", "/public", "GET, HEAD")]
    [InlineData("POST", "/", "GET, HEAD")]
    [InlineData("POST", "/{me}", "GET, HEAD")]
    [InlineData("POST", "/{me}/followers", "GET, HEAD")]
    [InlineData("POST", "/{me}/following", "GET, HEAD")]
    [InlineData("POST", "/{me}/status/1", "GET, HEAD")]
    [InlineData("POST", "/settings", "GET, HEAD")]
    [InlineData("PUT", "/settings/password", "GET, HEAD, POST")]
    [InlineData("DELETE", "/login", "GET, HEAD, POST")]
    [InlineData("PAGE", "/login/reset?handler=HandlerExecuting", "GET, HEAD, POST")]
    [InlineData("PAGE", "/settings?handler=HandlerExecution", "GET, HEAD")]
    [InlineData("PUT", "/register", "GET, HEAD, POST")]
    [InlineData("PATCH", "/add_message", "GET, HEAD, POST")]
    [InlineData("DELETE", "/{me}/follow", "GET, POST")]
    [InlineData("HEAD", "/{me}/follow", "GET, POST")]
    [InlineData("HEAD", "/{me}/unfollow", "GET, POST")]
    [InlineData("PUT", "/logout", "GET, POST")]
    [InlineData("HEAD", "/logout", "GET, POST")]
    [InlineData("OPTIONS", "/logout", "GET, POST")]
    [InlineData("GET", "/{me}/status/1/delete", "POST")]
    [InlineData("POST", "/avatars/0123456789abcdef.svg", "GET, HEAD")]
    [InlineData("POST", "/css/site.css", "GET, HEAD")]
    public async Task A_method_that_an_address_does_not_have_is_refused_with_those_it_has(string method, string path, string allow)
    {
        var me = NewName("me");
        var visitor = await SignedInAsync(me);

        using var answer = await visitor.SendAsync(new HttpMethod(method), path.Replace("{me}", me, StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.MethodNotAllowed, allow), (answer.StatusCode, string.Join(", ", answer.Content.Headers.Allow)));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("POST")]
    [InlineData("OPTIONS")]
    public async Task What_is_not_there_is_not_there_for_any_method(string method)
    {
        using var answer = await Visit().SendAsync(new HttpMethod(method), "/no/such/page");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/public", 200)]
    [InlineData("/login", 200)]
    [InlineData("/nobody-of-this-name", 404)]
    [InlineData("/avatars/0123456789abcdef.svg", 200)]
    [InlineData("/avatars/nothing.svg", 404)]
    [InlineData("/css/site.css", 200)]
    [InlineData("/robots.txt", 200)]
    [InlineData("/search?q=x", 200)]
    [InlineData("/search/names?q=x", 200)]
    public async Task Head_answers_as_get_does_without_a_body(string path, int status)
    {
        using var get = await Visit().SendAsync(HttpMethod.Get, path);
        using var answer = await Visit().SendAsync(HttpMethod.Head, path);

        Assert.Equal((status, status), ((int)get.StatusCode, (int)answer.StatusCode));
        Assert.Equal(get.Content.Headers.ContentType, answer.Content.Headers.ContentType);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Head_changes_nothing()
    {
        var (me, foo) = (NewName("me"), NewName("foo"));
        await RegisteredAsync(foo);
        var visitor = await SignedInAsync(me);

        (await visitor.SendAsync(HttpMethod.Head, $"/{foo}/follow")).Dispose();
        (await visitor.SendAsync(HttpMethod.Head, "/logout")).Dispose();

        Assert.Empty(await Stored.FollowedByAsync(me));
        Assert.Equal("My Timeline | MiniTwit", (await visitor.GetAsync("/")).Title);
    }
}
