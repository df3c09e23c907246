using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class LengthTests(StackFixture stack) : WebTest(stack)
{
    private const string Family = "👨‍👩‍👧‍👦",
        Flag = "🏴󠁧󠁢󠁥󠁮󠁧󠁿";

    public static TheoryData<string> Characters => ["x", "é", "日", "🙂", "👍🏽", "e\u0301", Flag, Family];

    [Theory]
    [MemberData(nameof(Characters))]
    public async Task A_message_has_280_characters_as_a_person_counts(string character)
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        var (just, over) = (Repeat(character, 280), Repeat(character, 281));

        Assert.Equal(["Your message was recorded"], (await ShareAsync(visitor, just)).Flashes);
        var refused = await ShareAsync(visitor, over);

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal(["A message has at most 280 characters"], refused.Errors);
        Assert.Equal(over, refused.Value("text"));
        Assert.Equal([just], await Stored.MessagesOfAsync(name));
    }

    [Theory]
    [InlineData("\n starts with a line and a space")]
    [InlineData("</textarea><script>alert(1)</script>")]
    [InlineData("\"quotes\" & <tags> 🙂")]
    public async Task A_refused_message_is_kept_as_typed_and_can_be_sent_again(string beginning)
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);

        var refused = await ShareAsync(visitor, beginning + new string('x', 281));
        Assert.Equal(beginning + new string('x', 281), refused.Value("text"));
        var (kept, key) = (refused.Value("text")![..^50], refused.Value("key")!);
        await visitor.PostAsync("/add_message", ("text", kept), ("key", key));

        Assert.Equal([kept], await Stored.MessagesOfAsync(name));
    }

    [Fact]
    public async Task A_browser_counts_a_line_break_as_two_the_site_as_one()
    {
        var name = NewName();
        var text = Repeat("a\r\n", 139) + "aa";

        await ShareAsync(await SignedInAsync(name), text);

        Assert.Equal([text.Replace("\r", "", StringComparison.Ordinal)], await Stored.MessagesOfAsync(name));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("日")]
    [InlineData("🙂")]
    public async Task A_name_has_64_characters(string character)
    {
        var name = Repeat(character, 51) + NewName("");

        Assert.Equal(["You were successfully registered and can login now"], (await RegisterAsync(Visit(), name)).Flashes);
        Assert.Equal(["A username has at most 64 characters"], (await RegisterAsync(Visit(), name + "x")).Errors);
    }

    [Fact]
    public async Task A_password_has_256_characters()
    {
        var name = NewName();
        await RegisterAsync(Visit(), name, password: new string('x', 256));

        Assert.Equal(["You were logged in"], (await SignInAsync(Visit(), name, new string('x', 256))).Flashes);
        Assert.Single((await RegisterAsync(Visit(), NewName(), password: new string('x', 257))).Errors);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(60_000)]
    public async Task Far_too_much_in_any_field_is_refused_with_a_text(int length)
    {
        var much = new string('x', length);

        Assert.Single((await RegisterAsync(Visit(), much)).Errors);
        Assert.Single((await RegisterAsync(Visit(), NewName(), much + "@example.com")).Errors);
        Assert.Equal(["Invalid username"], (await SignInAsync(Visit(), much)).Errors);
        Assert.Equal(["A message has at most 280 characters"], (await ShareAsync(await SignedInAsync(NewName()), much)).Errors);
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
