using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Simulator;

public sealed class BadInputTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    public static TheoryData<string, string> BadNumbers =>
        new MatrixTheoryData<string, string>(
            ["/msgs", "/msgs/{0}", "/fllws/{0}"],
            ["-1", "abc", "999999999", "10001", "1.5", "99999999999999999999", "0x10", "1e2", "%00", "1%00", "1%00%00", "%F0%9F%8E%89"]
        );

    [Theory]
    [MemberData(nameof(BadNumbers))]
    public async Task A_number_of_rows_that_is_no_good_is_told(string path, string no)
    {
        var person = await Person.JoinAsync(stack);

        var reply = await _api.SimulateAsync("GET", $"{path.Replace("{0}", person.Segment, StringComparison.Ordinal)}?no={no}");

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal("""{"status":400,"error_msg":"no must be a number between 0 and 10000"}""", reply.Body);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("%20")]
    [InlineData("%00")]
    [InlineData("a%00b")]
    [InlineData("%0D%0A")]
    [InlineData("%FF%FE")]
    [InlineData("%ED%A0%80")]
    [InlineData("login")]
    [InlineData("'%20OR%201=1%20--")]
    [InlineData("%3Cscript%3E")]
    public async Task A_name_that_nobody_has_is_never_a_server_error(string segment)
    {
        var before = await Rows.CountAsync(stack.Database);

        Reply[] replies =
        [
            await _api.SimulateAsync("GET", $"/msgs/{segment}"),
            await _api.SimulateAsync("POST", $"/msgs/{segment}", new { content = "x" }),
            await _api.SimulateAsync("GET", $"/fllws/{segment}"),
            await _api.SimulateAsync("POST", $"/fllws/{segment}", new { follow = "x" }),
            await _api.GetAsync($"/api/v1/users/{segment}"),
            await _api.GetAsync($"/api/v1/users/{segment}/messages"),
            await _api.GetAsync($"/api/v1/users/{segment}/followers"),
        ];

        Assert.All(replies, reply => Assert.InRange((int)reply.Status, 400, 405));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }

    [Theory]
    [InlineData("a/b", "A username cannot contain slashes or control characters")]
    [InlineData("/", "A username cannot contain slashes or control characters")]
    [InlineData("line\nbreak", "A username cannot contain slashes or control characters")]
    [InlineData("tab\tbed", "A username cannot contain slashes or control characters")]
    [InlineData("esc\u001b[31m", "A username cannot contain slashes or control characters")]
    [InlineData("right\u202eto left", "A username cannot contain slashes or control characters")]
    [InlineData("zero\u200bwidth", "A username cannot contain slashes or control characters")]
    [InlineData(" leading", "A username cannot start or end with a space")]
    [InlineData("trailing ", "A username cannot start or end with a space")]
    [InlineData("   ", "You have to enter a username")]
    [InlineData("..", "The username is already taken")]
    [InlineData("public", "The username is already taken")]
    [InlineData("Add_Message", "The username is already taken")]
    [InlineData("robots.txt", "The username is already taken")]
    public async Task A_name_that_cannot_be_a_users_is_refused(string username, string error)
    {
        var before = await Rows.CountAsync(stack.Database);

        var reply = await _api.RegisterAsync(username);

        Assert.Equal((HttpStatusCode.BadRequest, $$"""{"status":400,"error_msg":"{{error}}"}"""), (reply.Status, reply.Body));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    [InlineData("\u200B")]
    [InlineData("\u3164\u2800\uFEFF")]
    public async Task An_empty_message_is_refused(string content) => await RefusesAsync(content, "You have to enter a message");

    [Theory]
    [InlineData("bell\u0007")]
    [InlineData("nul\0")]
    [InlineData("escape\u001b[2J")]
    [InlineData("\u0085")]
    public async Task Control_characters_are_refused(string content) =>
        await RefusesAsync(content + "x", "A message cannot contain control characters");

    [Theory]
    [InlineData("a")]
    [InlineData("e\u0301")]
    [InlineData("😀")]
    [InlineData("🇩🇰")]
    [InlineData("👨‍👩‍👧‍👦")]
    public async Task A_message_has_280_characters_as_a_person_counts_them(string character)
    {
        var person = await Person.JoinAsync(stack);
        var longest = string.Concat(Enumerable.Repeat(character, 280));

        var reply = await _api.SimulateAsync("POST", $"/msgs/{person.Segment}", new { content = longest });

        Assert.Equal(HttpStatusCode.NoContent, reply.Status);
        Assert.Equal(longest, (await _api.SimulateAsync("GET", "/msgs?no=1")).Json[0].GetProperty("content").GetString());
        await RefusesAsync(longest + character, "A message has at most 280 characters");
    }

    [Fact]
    public async Task Combining_characters_cannot_make_one_character_of_a_book() =>
        await RefusesAsync("e" + new string('\u0301', 8_000), "A message has at most 280 characters");

    private async Task RefusesAsync(string content, string error)
    {
        var person = await Person.JoinAsync(stack);
        var before = await Rows.CountAsync(stack.Database);

        var reply = await _api.SimulateAsync("POST", $"/msgs/{person.Segment}", new { content });

        Assert.Equal((HttpStatusCode.BadRequest, $$"""{"status":400,"error_msg":"{{error}}"}"""), (reply.Status, reply.Body));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }
}
