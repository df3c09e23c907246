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
    [InlineData("POST", "/settings/delete")]
    [InlineData("POST", "/add_message")]
    [InlineData("GET", "/foo/follow")]
    [InlineData("POST", "/foo/follow")]
    [InlineData("GET", "/foo/unfollow")]
    [InlineData("POST", "/foo/unfollow")]
    [InlineData("POST", "/foo/status/1/delete")]
    public async Task What_takes_a_session_asks_to_sign_in(string method, string path)
    {
        var page = method == "GET" ? await Visit().GetAsync(path) : await Visit().PostAsync(path);

        Assert.Empty(page.Redirects);
        AssertStatus(HttpStatusCode.Unauthorized, "Please sign in", page);
        Assert.Equal("/login", page.Link("Sign in"));
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
    [InlineData("POST", "/public")]
    [InlineData("PUT", "/public")]
    [InlineData("TRACE", "/public")]
    [InlineData("POST", "/")]
    [InlineData("POST", "/{me}")]
    [InlineData("POST", "/{me}/followers")]
    [InlineData("POST", "/{me}/following")]
    [InlineData("POST", "/{me}/status/1")]
    [InlineData("POST", "/settings")]
    [InlineData("DELETE", "/login")]
    [InlineData("PUT", "/register")]
    [InlineData("PATCH", "/add_message")]
    [InlineData("DELETE", "/{me}/follow")]
    [InlineData("PUT", "/logout")]
    public async Task A_method_that_a_page_does_not_have_is_refused(string method, string path)
    {
        var me = NewName("me");
        var visitor = await SignedInAsync(me);

        using var answer = await visitor.SendAsync(new HttpMethod(method), path.Replace("{me}", me, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Theory]
    [InlineData("/public", 200)]
    [InlineData("/login", 200)]
    [InlineData("/nobody-of-this-name", 404)]
    public async Task Head_answers_as_get_does_without_a_body(string path, int status)
    {
        using var answer = await Visit().SendAsync(HttpMethod.Head, path);

        Assert.Equal(status, (int)answer.StatusCode);
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
