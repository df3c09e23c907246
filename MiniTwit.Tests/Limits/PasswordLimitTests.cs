using System.Globalization;
using System.Net;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Limits;

public sealed class PasswordLimitTests(StackFixture stack) : IAsyncLifetime
{
    private const int WrongOnes = 10;
    private AppProcess _process = null!;
    private Api _api = null!;

    public async ValueTask InitializeAsync()
    {
        _process = await LimitedApi.StartAsync(stack);
        _api = new(_process.Address);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [Fact]
    public async Task Who_guesses_is_told_when_to_try_again_and_forged_headers_do_not_help()
    {
        for (var i = 0; i < WrongOnes; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await GuessAsync($"nobody {i}", [])).Status);
        }

        var refused = await GuessAsync("nobody", []);

        Assert.Equal((HttpStatusCode.TooManyRequests, "application/problem+json"), (refused.Status, refused.ContentType));
        Assert.InRange(int.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 20);
        Assert.StartsWith("Too many attempts. Please try again in ", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await GuessAsync("nobody", [("X-Forwarded-For", "203.0.113.1")])).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await GuessAsync("nobody", LimitedApi.From("203.0.113.1", "no such key"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GuessAsync("nobody", LimitedApi.From("203.0.113.1"))).Status);
    }

    [Fact]
    public async Task All_addresses_of_a_client_s_IPv6_network_count_as_one()
    {
        for (var i = 0; i < WrongOnes; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await GuessAsync("nobody", LimitedApi.From($"2001:db8:1:1::{i}"))).Status);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await GuessAsync("nobody", LimitedApi.From("2001:db8:1:1:ffff::"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GuessAsync("nobody", LimitedApi.From("2001:db8:1:2::"))).Status);
    }

    [Fact]
    public async Task Guesses_at_an_account_are_counted_from_wherever_they_come_and_right_passwords_are_not()
    {
        var (victim, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        for (var i = 0; i < WrongOnes; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await GuessAsync(victim.Name, LimitedApi.From($"203.0.113.{i}"))).Status);
        }

        Assert.Equal(
            HttpStatusCode.TooManyRequests,
            (await GuessAsync(victim.Name.ToUpperInvariant(), LimitedApi.From("198.51.100.1"))).Status
        );
        for (var i = 0; i <= WrongOnes; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await SignInAsync(other, LimitedApi.From("198.51.100.1"))).Status);
        }

        // Who is signed in is not shut out by guesses of strangers.
        var change = await _api.SendAsync(
            "PUT",
            "/api/v1/me/password",
            new { currentPassword = victim.Password, newPassword = "another" },
            victim.Bearer,
            LimitedApi.From("198.51.100.1")
        );
        Assert.Equal(HttpStatusCode.NoContent, change.Status);
    }

    [Theory]
    [InlineData("PUT", "/api/v1/me/password", """{"currentPassword":"wrong","newPassword":"another"}""")]
    [InlineData("PUT", "/api/v1/me/email", """{"currentPassword":"wrong","email":"a@b"}""")]
    [InlineData("DELETE", "/api/v1/me", """{"password":"wrong"}""")]
    public async Task A_stolen_session_cannot_guess_the_password(string method, string path, string body)
    {
        var person = await Person.JoinAsync(stack);

        for (var i = 0; i < WrongOnes; i++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await TryAsync($"203.0.113.{i}")).Status);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await TryAsync("198.51.100.1")).Status);

        Task<Reply> TryAsync(string address) => _api.SendAsync(method, path, body, person.Bearer, LimitedApi.From(address));
    }

    private Task<Reply> GuessAsync(string username, (string Name, string Value)[] headers) =>
        _api.SendAsync("POST", "/api/v1/sessions", new { username, password = "wrong" }, null, headers);

    private Task<Reply> SignInAsync(Person person, (string Name, string Value)[] headers) =>
        _api.SendAsync("POST", "/api/v1/sessions", new { username = person.Name, password = person.Password }, null, headers);
}
