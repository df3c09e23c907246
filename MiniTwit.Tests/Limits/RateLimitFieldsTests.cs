using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Limits;

/// <summary>What is left of a limit is told before it is used up (draft-ietf-httpapi-ratelimit-headers).</summary>
public sealed class RateLimitFieldsTests(StackFixture stack)
{
    [Fact]
    public async Task Each_answer_tells_it_to_each_address()
    {
        await using var process = await LimitedApi.StartAsync(
            stack,
            ("Limits__SignUps__AtOnce", "2"),
            ("Limits__SignUps__Every", "00:10:00")
        );
        var api = new Api(process.Address);

        var replies = new List<Reply>();
        for (var i = 0; i < 3; i++)
        {
            replies.Add(await RegisterAsync("203.0.113.1"));
        }

        Assert.Equal(
            [
                (HttpStatusCode.BadRequest, "\"SignUps\";r=1;t=600", null),
                (HttpStatusCode.BadRequest, "\"SignUps\";r=0;t=600", null),
                (HttpStatusCode.TooManyRequests, "\"SignUps\";r=0;t=600", "600"),
            ],
            replies.Select(reply => (reply.Status, reply.Header("RateLimit"), reply.Header("Retry-After")))
        );
        Assert.All(replies, reply => Assert.Equal("\"SignUps\";q=2;w=1200", reply.Header("RateLimit-Policy")));
        Assert.Equal("\"SignUps\";r=1;t=600", (await RegisterAsync("203.0.113.2")).Header("RateLimit"));

        Task<Reply> RegisterAsync(string address) => api.SendAsync("POST", "/api/v1/users", new { }, null, LimitedApi.From(address));
    }

    [Fact]
    public async Task A_refusal_tells_which_limit_it_is_by()
    {
        await using var process = await LimitedApi.StartAsync(
            stack,
            ("Limits__SignIns__AtOnce", "5"),
            ("Limits__SignIns__Every", "01:00:00"),
            ("Limits__WrongPasswords__AtOnce", "1"),
            ("Limits__WrongPasswords__Every", "00:30:00")
        );
        var api = new Api(process.Address);

        var (wrong, refused) = (await GuessAsync(), await GuessAsync());

        Assert.Equal(
            (HttpStatusCode.Unauthorized, "\"SignIns\";q=5;w=18000", "\"SignIns\";r=4;t=3600"),
            (wrong.Status, wrong.Header("RateLimit-Policy"), wrong.Header("RateLimit"))
        );
        Assert.Equal((HttpStatusCode.TooManyRequests, "1800"), (refused.Status, refused.Header("Retry-After")));
        Assert.Equal("\"SignIns\";q=5;w=18000, \"WrongPasswords\";q=1;w=1800", refused.Header("RateLimit-Policy"));
        Assert.Equal("\"SignIns\";r=3;t=3600, \"WrongPasswords\";r=0;t=1800", refused.Header("RateLimit"));

        Task<Reply> GuessAsync() => api.PostAsync("/api/v1/sessions", new { username = "nobody", password = "wrong" });
    }

    [Fact]
    public async Task The_simulator_is_told_nothing()
    {
        await using var process = await LimitedApi.StartAsync(
            stack,
            ("Limits__SimulatorSignUps__AtOnce", "1"),
            ("Limits__SimulatorSignUps__Every", "01:00:00")
        );
        var api = new Api(process.Address);

        var replies = new[]
        {
            await api.RegisterAsync(""),
            await api.RegisterAsync(""),
            await api.RegisterAsync("", authorization: Api.SimulatorCredential),
            await api.SimulateAsync("GET", "/msgs"),
        };

        Assert.Equal([400, 429, 400, 200], replies.Select(reply => (int)reply.Status));
        Assert.All(
            replies,
            reply => Assert.DoesNotContain(reply.Headers.Keys, name => name.StartsWith("RateLimit", StringComparison.Ordinal))
        );
    }
}
