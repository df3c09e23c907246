using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Users;

public sealed class SignInTests(StackFixture stack)
{
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task Signing_in_gives_a_token_of_which_only_the_hash_is_stored()
    {
        var person = await Person.JoinAsync(stack);

        var reply = await SignInAsync(person.Name.ToUpperInvariant(), person.Password);

        Assert.Equal((HttpStatusCode.Created, "no-store"), (reply.Status, reply.Header("Cache-Control")));
        Assert.Equal(["token", "expiresAt", "username"], reply.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal(person.Name, reply.Json.GetProperty("username").GetString());
        var expected = DateTimeOffset.UtcNow.AddDays(30);
        Assert.InRange(reply.Json.GetProperty("expiresAt").GetDateTimeOffset(), expected - Slack, expected + Slack);
        var token = Base64Url.DecodeFromChars(reply.Json.GetProperty("token").GetString());
        Assert.Equal(32, token.Length);
        Assert.Equal(
            1,
            await stack.Database.ValueAsync<long>("SELECT count(*) FROM sessions WHERE token_hash = $1", SHA256.HashData(token))
        );
    }

    [Fact]
    public async Task The_token_is_good_for_the_account_it_was_given_for()
    {
        var person = await Person.JoinAsync(stack);
        var token = (await SignInAsync(person.Name, person.Password)).Json.GetProperty("token").GetString();

        var me = (await _api.GetAsync("/api/v1/me", $"Bearer {token}")).Json;

        Assert.Equal(["username", "email", "createdAt", "avatar"], me.EnumerateObject().Select(field => field.Name));
        Assert.Equal(
            (person.Name, person.Email, Avatar.Of(person.Email)),
            (me.GetProperty("username").GetString(), me.GetProperty("email").GetString(), me.GetProperty("avatar").GetString())
        );
    }

    [Theory]
    [InlineData("Nobody At All", "x", "Invalid username")]
    [InlineData("", "", "Invalid username")]
    [InlineData("nul\0", "x", "Invalid username")]
    [InlineData(null, "wrong", "Invalid password")]
    [InlineData(null, "", "Invalid password")]
    [InlineData(null, "Correct Horse", "Invalid password")]
    [InlineData(null, "nul\0", "Invalid password")]
    public async Task What_is_wrong_is_told_and_no_session_opened(string? username, string password, string detail)
    {
        var person = await Person.JoinAsync(stack);
        var before = await Rows.CountAsync(stack.Database);

        var reply = await SignInAsync(username ?? person.Name, password);

        Assert.Equal((HttpStatusCode.Unauthorized, detail), (reply.Status, reply.Detail));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }

    [Fact]
    public async Task An_unknown_name_takes_as_long_as_a_wrong_password()
    {
        var person = await Person.JoinAsync(stack);
        Assert.Equal(HttpStatusCode.Created, (await SignInAsync(person.Name, person.Password)).Status);
        List<double> unknown = [],
            wrong = [];

        for (var i = 0; i < 7; i++)
        {
            unknown.Add(await MeasureAsync("Nobody At All"));
            wrong.Add(await MeasureAsync(person.Name));
        }

        // A shortcut would be a hundred times as fast; the bounds only allow for a busy machine.
        Assert.InRange(Median(unknown) / Median(wrong), 1 / 3.0, 3);
    }

    private async Task<double> MeasureAsync(string username)
    {
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(username, "wrong")).Status);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private Task<Reply> SignInAsync(string username, string password) => _api.PostAsync("/api/v1/sessions", new { username, password });
}
