using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Users;

public sealed class RegistrationTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task Registering_gives_the_new_profile_and_where_it_is()
    {
        var username = Person.NewName("Roger Histand");
        var start = DateTimeOffset.UtcNow;

        var reply = await RegisterAsync(username, $" {username}@Example.org ", "pwd");

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal($"/api/v1/users/{Uri.EscapeDataString(username)}", reply.Header("Location"));
        var profile = reply.Json;
        Assert.InRange(profile.GetProperty("createdAt").GetDateTimeOffset(), start, DateTimeOffset.UtcNow);
        Assert.EndsWith("+00:00", profile.GetProperty("createdAt").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            $$"""{"username":"{{username}}","avatar":"{{Avatar.Of($"{username}@example.org".ToLowerInvariant())}}","createdAt":{{profile.GetProperty("createdAt").GetRawText()}},"messages":0,"followers":0,"following":0,"followedByMe":null}""",
            reply.Body.Replace("\\u002B", "+", StringComparison.Ordinal)
        );
        Assert.Equal(reply.Body, (await _api.GetAsync(reply.Header("Location")!)).Body);
    }

    [Theory]
    [InlineData("", "", "", "You have to enter a username")]
    [InlineData("New", "no at sign", "", "You have to enter a valid email address")]
    [InlineData("New", "a@b\u0000", "p", "You have to enter a valid email address")]
    [InlineData("New", "a@b", "", "You have to enter a password")]
    [InlineData("New", "a@b", "nul\0", "The password contains characters that cannot be stored")]
    [InlineData("a/b", "a@b", "p", "A username cannot contain slashes or control characters")]
    public async Task The_first_broken_rule_is_told(string username, string email, string password, string detail)
    {
        var before = await Rows.CountAsync(stack.Database);

        var reply = await RegisterAsync(username, email, password);

        Assert.Equal((HttpStatusCode.BadRequest, detail), (reply.Status, reply.Detail));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }

    [Fact]
    public async Task An_over_long_name_address_or_password_is_refused()
    {
        var before = await Rows.CountAsync(stack.Database);

        Assert.Equal("A username has at most 64 characters", (await RegisterAsync(new string('n', 65), "a@b", "p")).Detail);
        Assert.Equal("You have to enter a valid email address", (await RegisterAsync("New", new string('e', 253) + "@b", "p")).Detail);
        Assert.Equal("A password has at most 256 characters", (await RegisterAsync("New", "a@b", new string('p', 257))).Detail);
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }

    [Fact]
    public async Task A_taken_or_reserved_name_is_a_conflict()
    {
        var person = await Person.JoinAsync(stack);

        foreach (var taken in new[] { person.Name, person.Name.ToUpperInvariant(), "login", "Public", "favicon.ico", ".." })
        {
            var reply = await RegisterAsync(taken, "a@b", "p");
            Assert.Equal((HttpStatusCode.Conflict, "The username is already taken"), (reply.Status, reply.Detail));
        }
    }

    [Fact]
    public async Task Of_several_who_register_a_name_at_once_one_gets_it()
    {
        var name = Person.NewName();

        var replies = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => RegisterAsync(name, "a@b", "p")));

        Assert.Equal(
            [HttpStatusCode.Created, .. Enumerable.Repeat(HttpStatusCode.Conflict, 4)],
            replies.Select(reply => reply.Status).Order()
        );
        Assert.Equal(1, await stack.Database.ValueAsync<long>("SELECT count(*) FROM users WHERE name = $1", name));
    }

    private Task<Reply> RegisterAsync(string username, string email, string password) =>
        _api.PostAsync(
            "/api/v1/users",
            new
            {
                username,
                email,
                password,
            }
        );
}
