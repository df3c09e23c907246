using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Simulator;

public sealed class AuthorizationTests(StackFixture stack)
{
    private const string Refusal = """{"status":403,"error_msg":"You are not authorized to use this resource!"}""";

    private readonly Api _api = new(stack.Api);

    public static TheoryData<string?> Wrong =>
        [
            new TheoryDataRow<string?>(null),
            "",
            "Basic",
            "Basic ",
            "Basic !!!",
            "Basic c2ltdWxhdG9yOnN1cGVyX3NhZmU=",
            "Basic d3Jvbmc6c3VwZXJfc2FmZSE=",
            "Basic simulator:super_safe!",
            "Bearer c2ltdWxhdG9yOnN1cGVyX3NhZmUh",
            "Digest c2ltdWxhdG9yOnN1cGVyX3NhZmUh",
            "c2ltdWxhdG9yOnN1cGVyX3NhZmUh",
            Api.SimulatorCredential + " x",
            Api.SimulatorCredential + ", " + Api.SimulatorCredential,
            "Basic " + new string('A', 6_000),
        ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Every_wrong_or_malformed_authorization_is_refused_in_the_contracts_words(string? authorization)
    {
        var reply = await _api.GetAsync("/msgs", authorization);

        Assert.Equal((HttpStatusCode.Forbidden, "application/json", Refusal), (reply.Status, reply.ContentType, reply.Body));
    }

    [Theory]
    [InlineData("GET", "/msgs")]
    [InlineData("GET", "/msgs/{0}")]
    [InlineData("POST", "/msgs/{0}")]
    [InlineData("GET", "/fllws/{0}")]
    [InlineData("POST", "/fllws/{0}")]
    public async Task Every_guarded_route_refuses_before_it_does_anything(string method, string path)
    {
        var (one, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var before = await Rows.CountAsync(stack.Database);

        foreach (var segment in new[] { one.Segment, "Nobody" })
        {
            var reply = await _api.SendAsync(
                method,
                path.Replace("{0}", segment, StringComparison.Ordinal),
                method == "POST" ? new { content = "x", follow = other.Name } : null
            );
            Assert.Equal((HttpStatusCode.Forbidden, Refusal), (reply.Status, reply.Body));
        }

        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }

    [Fact]
    public async Task The_scheme_is_recognised_without_regard_to_case() =>
        Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync("/msgs?no=0", "basic c2ltdWxhdG9yOnN1cGVyX3NhZmUh")).Status);
}
