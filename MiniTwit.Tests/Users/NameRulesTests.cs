using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Users;

public sealed class NameRulesTests(StackFixture stack)
{
    private const string Nothing = "You have to enter a username";
    private const string Invisible = "A username cannot contain invisible characters";
    private const string Mixed = "A username cannot mix scripts within a word";
    private const string Taken = "The username is already taken";

    private readonly Api _api = new(stack.Api);

    [Theory]
    [InlineData("\u3164", Nothing)]
    [InlineData("\u2800", Nothing)]
    [InlineData("\uFE0F", Nothing)]
    [InlineData("\u115F\u1160", Nothing)]
    [InlineData("\u200D", Nothing)]
    [InlineData("\u2800 \u3164", Nothing)]
    [InlineData("A\u200Dda", Invisible)]
    [InlineData("Ada\u200C", Invisible)]
    [InlineData("login\u200D", Invisible)]
    [InlineData("\u200CAda", Invisible)]
    [InlineData("Ada \u200D L", Invisible)]
    [InlineData("me\u0301\u200D", Invisible)]
    [InlineData("e\u0301\u0323\u200C", Invisible)]
    [InlineData("a\u094D\u200D", Invisible)]
    [InlineData("\u0430da", Mixed)]
    [InlineData("\u03BCda", Mixed)]
    [InlineData("\u13AAda", Mixed)]
    [InlineData("\u041C\u0391\u041C\u0410", Mixed)]
    [InlineData("Bob \u0430da", Mixed)]
    [InlineData("\u0416A\u0420", Mixed)]
    [InlineData("\u05D0\u0628", Mixed)]
    [InlineData("S\u057Dsan", Mixed)]
    [InlineData("admi\u0578", Mixed)]
    [InlineData("logi\u0578", Mixed)]
    [InlineData("Mar\u10E7", Mixed)]
    [InlineData("B\u12D0B", Mixed)]
    [InlineData("b\u05E1b", Mixed)]
    [InlineData("b\u0647b", Mixed)]
    [InlineData("b\u0D20b", Mixed)]
    [InlineData("b\u101Db", Mixed)]
    [InlineData("B\u0B20B", Mixed)]
    [InlineData("logi\uFE0Fn", Taken)]
    [InlineData("\uFF4C\uFF4F\uFF47\uFF49\uFF4E", Taken)]
    [InlineData("\u2025", Taken)]
    [InlineData("\u217Fe", Taken)]
    [InlineData("\u041C\u0415", Taken)]
    public async Task A_name_that_would_deceive_is_refused(string username, string error)
    {
        var before = await Rows.CountAsync(stack.Database);

        var reply = await _api.RegisterAsync(username);

        Assert.Equal((HttpStatusCode.BadRequest, error), (reply.Status, reply.Json.GetProperty("error_msg").GetString()));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }

    [Theory]
    [InlineData("Roger Histand")]
    [InlineData("S\u00F8ren \u00C5b\u00E6k")]
    [InlineData("Fran\u00E7oise d'Arc-Dupr\u00E9")]
    [InlineData("\u041C\u0430\u0440\u0456\u044F")]
    [InlineData("\u039C\u03B1\u03C1\u03AF\u03B1")]
    [InlineData("\u65E5\u672C\u8A9E \u30C6\u30B9\u30C8 \u3072\u3089 Tokyo")]
    [InlineData("\uD55C\uAD6D \u97D3 K")]
    [InlineData("\u0646\u0645\u06CC\u200C\u062F\u0627\u0646\u0645")]
    [InlineData("\u0DC1\u0DCA\u200D\u0DBB\u0DD3")]
    [InlineData("\u0D28\u0D4D\u200D")]
    [InlineData("Family \U0001F468\u200D\U0001F469\u200D\U0001F467")]
    [InlineData("\u2764\uFE0F\u200D\U0001F525 \U0001F3FD")]
    [InlineData("\u0395\u03BB\u03AD\u03BD\u03B7 \u5C0F\u6797 \u0141ukasz \u0416")]
    [InlineData("\u0531\u0580\u0561\u0574 \u10D2\u10D8\u10DD\u10E0\u10D2\u10D8 \u12A0\u1260\u1260 Anna")]
    [InlineData("Ravi\u0930\u0935\u093F")]
    [InlineData("Anna \u0E2A\u0E21\u0E0A\u0E32\u0E22")]
    [InlineData("100% #1 @ \u20AC \u00B5")]
    public async Task A_name_of_any_one_language_is_fine(string beginning)
    {
        var username = Person.NewName(beginning);

        Assert.Equal(HttpStatusCode.NoContent, (await _api.RegisterAsync(username)).Status);
        var profile = await _api.GetAsync($"/api/v1/users/{Uri.EscapeDataString(username)}");
        Assert.Equal(username, profile.Json.GetProperty("username").GetString());
    }
}
