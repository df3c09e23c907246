using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Simulator;

/// <summary><c>latest</c> is one value for everybody: only these tests, and the simulator client's, send it.</summary>
public sealed class LatestTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task Latest_answers_with_a_number_and_needs_no_authorization()
    {
        await SendAsync("POST", "/register?latest=1337", new { username = "" });

        var reply = await _api.GetAsync("/latest");

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("application/json", reply.ContentType);
        Assert.Equal("""{"latest":1337}""", reply.Body);
    }

    [Theory]
    [InlineData("GET", "/msgs?latest=21", 200)]
    [InlineData("GET", "/msgs/nobody%20at%20all?latest=22", 404)]
    [InlineData("POST", "/msgs/nobody%20at%20all?latest=23", 404)]
    [InlineData("GET", "/fllws/nobody%20at%20all?latest=24", 404)]
    [InlineData("POST", "/fllws/nobody%20at%20all?latest=25", 404)]
    [InlineData("POST", "/register?latest=26", 400)]
    [InlineData("GET", "/msgs?no=abc&latest=27", 400)]
    public async Task Latest_is_remembered_whatever_becomes_of_the_command(string method, string path, int status)
    {
        var body =
            method == "POST"
                ? new
                {
                    content = "x",
                    follow = "y",
                    username = "",
                    email = "a@b",
                    pwd = "p",
                }
                : null;

        var reply = await SendAsync(method, path, body);

        Assert.Equal(status, (int)reply.Status);
        Assert.Equal(long.Parse(path[^2..], System.Globalization.CultureInfo.InvariantCulture), await LatestAsync());
    }

    [Fact]
    public async Task Latest_is_remembered_with_what_the_command_changes()
    {
        var (one, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var newcomer = new
        {
            username = Person.NewName(),
            email = "a@b",
            pwd = "correct horse",
        };
        (string Path, object Body)[] commands =
        [
            ($"/msgs/{one.Segment}?latest=31", new { content = "31" }),
            ($"/fllws/{one.Segment}?latest=32", new { follow = other.Name }),
            ($"/fllws/{one.Segment}?latest=33", new { unfollow = other.Name }),
            ("/register?latest=34", newcomer),
        ];

        foreach (var (path, body) in commands)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await SendAsync("POST", path, body)).Status);
            Assert.Equal(long.Parse(path[^2..], System.Globalization.CultureInfo.InvariantCulture), await LatestAsync());
        }
    }

    [Fact]
    public async Task What_a_replica_of_the_version_before_puts_down_counts()
    {
        await SetAsync(1);

        await stack.Database.ChangeAsync(
            "INSERT INTO latest (id, value) VALUES (1, 77) ON CONFLICT (id) DO UPDATE SET value = excluded.value"
        );

        Assert.Equal(77, await LatestAsync());
    }

    [Theory]
    [InlineData("GET", "/msgs")]
    [InlineData("GET", "/msgs/somebody")]
    [InlineData("POST", "/msgs/somebody")]
    [InlineData("GET", "/fllws/somebody")]
    [InlineData("POST", "/fllws/somebody")]
    public async Task Latest_is_remembered_when_the_authorization_is_missing(string method, string path)
    {
        await SetAsync(1);

        var reply = await _api.SendAsync(method, path + "?latest=403403");

        Assert.Equal(HttpStatusCode.Forbidden, reply.Status);
        Assert.Equal(403403, await LatestAsync());
    }

    [Theory]
    [InlineData("/register")]
    [InlineData("/msgs/somebody")]
    [InlineData("/fllws/somebody")]
    public async Task Latest_is_remembered_when_the_body_is_no_json(string path)
    {
        await SetAsync(1);

        var reply = await SendAsync("POST", path + "?latest=400400", "{ no json");

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal(400400, await LatestAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("latest=")]
    [InlineData("latest=-1")]
    [InlineData("latest=abc")]
    [InlineData("latest=1.5")]
    [InlineData("latest=0x10")]
    [InlineData("latest=12%20")]
    [InlineData("latest=12%00")]
    [InlineData("latest=12%00%00")]
    [InlineData("latest=9223372036854775808")]
    [InlineData("latest=99999999999999999999999999999999")]
    public async Task Latest_stays_when_the_request_brings_none_that_counts(string query)
    {
        await SetAsync(4711);

        var reply = await SendAsync("GET", "/msgs?no=0&" + query);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(4711, await LatestAsync());
    }

    [Fact]
    public async Task Latest_may_go_back_and_may_be_as_large_as_64_bits_hold()
    {
        await SetAsync(long.MaxValue);
        Assert.Equal(long.MaxValue, await LatestAsync());

        await SetAsync(0);
        Assert.Equal(0, await LatestAsync());
    }

    [Fact]
    public async Task Latest_is_zero_before_the_first_command()
    {
        await stack.Database.ChangeAsync("SELECT setval('latest_command', 0, false)");

        Assert.Equal("""{"latest":0}""", (await _api.GetAsync("/latest")).Body);
    }

    [Fact]
    public async Task Latest_survives_a_restart_of_the_service()
    {
        await SetAsync(987654321);

        await stack.RestartAsync(ServiceDefaults.ResourceNames.Api);

        Assert.Equal(987654321, await LatestAsync());
    }

    private Task<Reply> SendAsync(string method, string path, object? body = null) => _api.SimulateAsync(method, path, body);

    private async Task SetAsync(long latest) =>
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", FormattableString.Invariant($"/msgs?no=0&latest={latest}"))).Status);

    private async Task<long> LatestAsync() => (await _api.GetAsync("/latest")).Json.GetProperty("latest").GetInt64();
}
