using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Limits;

/// <summary>Passwords that are sent all at once instead of one after the other.</summary>
public sealed class ParallelGuessTests(StackFixture stack)
{
    private const int AtOnce = 40;

    // Several are hashed at a time, however few cores there are.
    private static readonly (string Name, string Value) Cores = ("DOTNET_PROCESSOR_COUNT", "5");

    [Theory]
    [InlineData("WrongPasswords", 10)]
    [InlineData("WrongPasswords", 1)]
    [InlineData("WrongPasswordsOfAccount", 10)]
    [InlineData("WrongPasswordsOfAccount", 1)]
    public async Task No_more_wrong_ones_are_looked_at_than_one_after_the_other(string limit, int allowed)
    {
        await using var process = await LimitedApi.StartAsync(
            stack,
            Cores,
            ($"Limits__{limit}__AtOnce", $"{allowed}"),
            ($"Limits__{limit}__Every", "01:00:00")
        );
        var api = new Api(process.Address);
        var victim = await Person.JoinAsync(stack);

        var replies = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(GuessAsync));
        var wrong = replies.Count(reply => reply.Status == HttpStatusCode.Unauthorized);
        // What was too many at once for the machine was not looked at: it leaves some to be tried now.
        Assert.All(
            replies.Where(reply => reply.Status != HttpStatusCode.Unauthorized),
            reply => Assert.Contains(reply.Status, new[] { HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable })
        );
        Assert.InRange(wrong, 1, allowed);
        while ((await GuessAsync(AtOnce)).Status == HttpStatusCode.Unauthorized)
        {
            wrong++;
        }

        Assert.Equal(allowed, wrong);

        // At one account from many addresses, or from one address at many names.
        Task<Reply> GuessAsync(int i) =>
            limit == "WrongPasswords"
                ? SignInAsync(api, $"nobody {i}", "wrong", "203.0.113.1")
                : SignInAsync(api, victim.Name, "wrong", $"203.0.113.{i}");
    }

    [Fact]
    public async Task Right_ones_wait_for_each_other_and_are_not_refused()
    {
        await using var process = await LimitedApi.StartAsync(
            stack,
            Cores,
            ("Limits__WrongPasswords__AtOnce", "1"),
            ("Limits__WrongPasswordsOfAccount__AtOnce", "1")
        );
        var person = await Person.JoinAsync(stack);
        var api = new Api(process.Address);

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SignInAsync(api, person.Name, person.Password, "203.0.113.1")));

        Assert.Contains(replies, reply => reply.Status == HttpStatusCode.Created);
        Assert.DoesNotContain(replies, reply => reply.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized);
    }

    private static Task<Reply> SignInAsync(Api api, string username, string password, string address) =>
        api.SendAsync("POST", "/api/v1/sessions", new { username, password }, null, LimitedApi.From(address));
}
