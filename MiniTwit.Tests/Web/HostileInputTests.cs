using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class HostileInputTests(StackFixture stack) : WebTest(stack)
{
    /// <summary>A script of a page that is not the site's one file, as a selector.</summary>
    private const string NotOurs = "main script, script:not([src^='/js/site.']), [onerror], [onload]";

    public static TheoryData<string> Values =>
        [
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "'; DROP TABLE users; --",
            "' OR '1'='1",
            "{{7*7}} ${7*7} @(7*7)",
            "%00%0d%0a",
            "a\r\nSet-Cookie: x=y",
            "\u0001\u001b[31m",
            "\u202Eevil\u202C",
            "\uFFFD\uFFFF",
            "../../etc/passwd",
            "a/b",
            "..",
            ".",
            "/",
            "?",
            "#",
            " lead",
            "trail ",
        ];

    /// <summary>A value is either taken and shown as it is, or refused with a text: nothing in between.</summary>
    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_message_is_shown_as_typed_or_refused(string text)
    {
        var name = NewName();
        var page = await ShareAsync(await SignedInAsync(name), text);

        if (page.Status == HttpStatusCode.OK)
        {
            Assert.Equal(["Your message was recorded"], page.Flashes);
            Assert.Equal([text.ReplaceLineEndings("\n")], await Stored.MessagesOfAsync(name));
            Assert.Equal(await Stored.MessagesOfAsync(name), page.Messages.Select(message => message.Text));
        }
        else
        {
            Assert.Equal(HttpStatusCode.BadRequest, page.Status);
            Assert.Single(page.Errors);
            Assert.Empty(await Stored.MessagesOfAsync(name));
        }

        Assert.Empty(page.Document.QuerySelectorAll(NotOurs));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_name_is_shown_as_typed_or_refused(string beginning)
    {
        // What makes a name unique stands in the middle, since both its ends matter.
        var name = beginning.Length > 2 ? beginning[..1] + NewName(beginning[1..^1]) + beginning[^1] : beginning;
        var visitor = Visit();

        var page = await RegisterAsync(visitor, name);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        if (page.Errors.Count == 0)
        {
            Assert.Equal($"sign out [{name}]", (await SignInAsync(visitor, name)).Navigation[2]);
            Assert.Equal($"{name}'s Timeline", (await visitor.GetAsync("/" + Uri.EscapeDataString(name))).Heading);
        }

        Assert.Equal(page.Errors.Count == 0, await Stored.HasUserAsync(name));
        Assert.Empty(page.Document.QuerySelectorAll(NotOurs));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task No_other_field_chokes_on_it(string value)
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);

        Assert.Equal(HttpStatusCode.OK, (await RegisterAsync(Visit(), NewName(), value + "@example.com")).Status);
        Assert.Equal(HttpStatusCode.OK, (await RegisterAsync(Visit(), NewName(), password: value)).Status);
        Assert.Equal(["Invalid username"], (await SignInAsync(Visit(), value + NewName(), value)).Errors);
        Assert.Equal(["Invalid password"], (await SignInAsync(Visit(), name, value)).Errors);
        Assert.Equal(HttpStatusCode.OK, (await visitor.PostAsync("/add_message", ("text", "hello"), ("key", value))).Status);
        Assert.Equal(["hello"], await Stored.MessagesOfAsync(name));
        Assert.Equal(["Invalid password"], (await visitor.PostAsync("/settings/delete", ("password", value))).Errors);
    }

    [Theory]
    [InlineData("/add_message", "text")]
    [InlineData("/add_message", "key")]
    [InlineData("/register", "username")]
    [InlineData("/register", "password")]
    [InlineData("/login", "username")]
    [InlineData("/settings/password", "password")]
    public async Task A_form_with_a_nul_is_refused_as_a_whole(string path, string field)
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);

        var page = await visitor.PostAsync(path, ("text", "hello"), (field, "a\0b"));

        AssertStatus(HttpStatusCode.BadRequest, "That did not work", page);
        Assert.Empty(await Stored.MessagesOfAsync(name));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task No_address_chokes_on_it(string value)
    {
        var visitor = await SignedInAsync(NewName());

        foreach (
            var path in new[]
            {
                "/{0}x",
                "/{0}x/follow",
                "/{0}x/unfollow",
                "/{0}x/followers",
                "/{0}x/status/1",
                "/avatars/{0}x",
                "/public?cursor={0}",
            }
        )
        {
            var address = path.Replace("{0}", Uri.EscapeDataString(value), StringComparison.Ordinal);
            var status = (int)(await visitor.GetAsync(address)).Status;
            Assert.True(status is 400 or 404 || address == "/public?cursor=", $"{address}: {status}");
        }
    }
}
