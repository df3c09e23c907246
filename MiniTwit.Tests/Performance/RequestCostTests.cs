using System.Globalization;
using System.Text.RegularExpressions;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Performance;

/// <summary>
/// What a request of each hot route costs in what does not jitter: round trips to the database, and memory. The bounds are what was
/// measured and a third; whoever gets below one lowers it. (Built for debugging, as tests are, a request takes more memory than shipped.)
/// </summary>
[Collection(Duress.Name)]
public sealed partial class RequestCostTests(OwnDatabase own)
{
    private const int WarmUps = 60;
    private const int Requests = 150;

    // Of several the cheapest: a transaction somewhere on the server, or something that the process does now and again, is not the route's.
    private const int Rounds = 3;

    [Theory]
    [InlineData("GET", "/latest", null, 1, 32)]
    [InlineData("GET", "/msgs?no=30", null, 1, 37)]
    [InlineData("GET", "/msgs?no=100", null, 1, 37)]
    [InlineData("POST", "/msgs/{me}", """{"content":"said"}""", 1, 27)]
    [InlineData("POST", "/msgs/{me}?latest=7", """{"content":"said"}""", 1, 27)]
    [InlineData("POST", "/msgs/{nobody}?latest=7", """{"content":"said"}""", 1, 27)]
    [InlineData("POST", "/fllws/{me}?latest=7", """{"follow":"{other}"}""", 1, 45)]
    [InlineData("GET", "/api/v1/timelines/public", null, 2, 80)]
    [InlineData("GET", "/api/v1/timelines/home", null, 2, 100)]
    [InlineData("GET", "/api/v1/users/{other}", null, 2, 110)]
    [InlineData("GET", "/api/v1/users/{other}/messages", null, 2, 150)]
    [InlineData("POST", "/msgs/{me}", """{"content":"@{other} said #that"}""", 1, 80)]
    [InlineData("GET", "/api/v1/tags/that/messages", null, 2, 200)]
    [InlineData("GET", "/api/v1/me/mentions", null, 2, 100)]
    [InlineData("GET", "/api/v1/search/messages?q=m7", null, 2, 150)]
    [InlineData("GET", "/api/v1/search/users?q={other}", null, 2, 150)]
    [InlineData("GET", "/api/v1/me/suggestions", null, 2, 100)]
    [InlineData("GET", "/api/v1/users/{other}/followers", null, 3, 150)]
    public async Task A_request_costs_no_more_than_it_did(string method, string path, string? body, double roundTrips, double kilobytes)
    {
        var (me, other) = (await own.JoinAsync(), await own.JoinAsync());
        string Named(string text) =>
            text.Replace("{me}", me.Segment)
                .Replace("{other}", text[0] == '/' ? other.Segment : other.Name)
                .Replace("{nobody}", "nobody%20at%20all");
        var authorization = path.StartsWith("/api", StringComparison.Ordinal) ? me.Bearer : Api.SimulatorCredential;
        (path, body) = (Named(path), body is null ? null : Named(body));
        await own.Direct.ChangeAsync(
            "INSERT INTO messages (author_id, text) SELECT id, 'm' || n FROM users, generate_series(1, 200) n WHERE name = $1",
            other.Name
        );

        await SendAsync(WarmUps);
        var (trips, memory) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            var before = await MeasureAsync();
            await SendAsync(Requests);
            var after = await MeasureAsync();
            Assert.True(after.RoundTrips > before.RoundTrips, "What was asked of the database is not counted");
            trips = Math.Min(trips, (after.RoundTrips - before.RoundTrips) / Requests);
            memory = Math.Min(memory, (after.Bytes - before.Bytes) / Requests / 1024);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{method} {path}: {trips:0.00} round trips, {memory:0.0} kB");
        // What the process asks in between for itself comes on top.
        Assert.InRange(trips, 0, roundTrips + 0.05);
        Assert.InRange(memory, 0, kilobytes);

        async Task SendAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                var reply = await own.Api.SendAsync(method, path, body, authorization);
                Assert.InRange((int)reply.Status, 200, 404);
            }
        }
    }

    private async Task<(double RoundTrips, double Bytes)> MeasureAsync()
    {
        // The exporter gives the same answer again for 300 ms.
        await Task.Delay(500, TestContext.Current.CancellationToken);
        using var client = StackFixture.CreateClient(own.Management);
        var metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        return (Sum(RoundTrips(), metrics), Sum(Allocated(), metrics));
    }

    private static double Sum(Regex line, string metrics)
    {
        var found = line.Matches(metrics);
        Assert.NotEmpty(found);
        return found.Sum(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^db_client_operation_duration_seconds_count\{[^}]*\} (\S+)", RegexOptions.Multiline)]
    private static partial Regex RoundTrips();

    [GeneratedRegex(@"^dotnet_gc_heap_total_allocated_bytes_total(?:\{[^}]*\})? (\S+)", RegexOptions.Multiline)]
    private static partial Regex Allocated();
}
