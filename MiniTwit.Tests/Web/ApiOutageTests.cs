using System.Net;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

[Collection(WebOutages.Name)]
public sealed class ApiOutageTests(StackFixture stack) : WebTest(stack)
{
    private const string Text = "typed with <care> & \"love\"",
        Heading = "MiniTwit is having a moment…";

    [Fact]
    public async Task Pages_say_so_keep_what_was_typed_and_recover()
    {
        var (name, unborn) = (NewName(), NewName());
        var visitor = await SignedInAsync(name);

        Page refused;
        await using (await Outage.OfAsync(Stack, ResourceNames.Api))
        {
            // All at once: each is tried for some seconds.
            string[] paths = ["/", "/public", $"/{name}", $"/{name}/followers", $"/{name}/status/1", $"/{name}/follow"];
            var pages = paths.Select(visitor.GetAsync).ToList();
            var (signingIn, signingUp) = (SignInAsync(Visit(), name), RegisterAsync(Visit(), unborn, "me@example.com"));
            var sharing = ShareAsync(visitor, Text);
            foreach (var page in await Task.WhenAll(pages))
            {
                AssertStatus(HttpStatusCode.ServiceUnavailable, Heading, page);
                Assert.NotNull(page.Headers.RetryAfter);
                Assert.Equal($"sign out [{name}]", page.Navigation[2]);
            }

            Assert.Equal(HttpStatusCode.OK, (await Visit().GetAsync("/login")).Status);
            var signIn = await signingIn;
            Assert.Equal((HttpStatusCode.ServiceUnavailable, name), (signIn.Status, signIn.Value("username")));
            Assert.NotNull(signIn.Headers.RetryAfter);
            var signUp = await signingUp;
            Assert.Equal(
                (HttpStatusCode.ServiceUnavailable, unborn, "me@example.com"),
                (signUp.Status, signUp.Value("username"), signUp.Value("email"))
            );
            Assert.NotNull(signUp.Headers.RetryAfter);

            refused = await sharing;
            Assert.Equal((HttpStatusCode.ServiceUnavailable, Text), (refused.Status, refused.Value("text")));
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.Single(refused.Errors);
        }

        // The form that came back works now, and the key in it kept the first attempt from counting twice.
        var shared = await visitor.PostAsync("/add_message", ("text", refused.Value("text")!), ("key", refused.Value("key")!));
        Assert.Equal(["Your message was recorded"], shared.Flashes);
        Assert.Equal([Text], await Stored.MessagesOfAsync(name));
        Assert.False(await Stored.HasUserAsync(unborn));
        Assert.Equal(["You were logged in"], (await SignInAsync(Visit(), name)).Flashes);
    }

    [Fact]
    public async Task An_outage_makes_nobody_wait()
    {
        Assert.Empty((await Visit().GetAsync("/public")).Errors);
        await using (await Outage.OfAsync(Stack, ResourceNames.Api))
        {
            var start = TimeProvider.System.GetTimestamp();
            var page = await Visit().GetAsync("/public");

            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.StartsWith(Heading, Assert.Single(page.Errors), StringComparison.Ordinal);
            Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }
    }
}
