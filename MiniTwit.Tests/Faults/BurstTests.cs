using System.Globalization;
using System.Net;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.Faults;

/// <summary>Promise: whatever comes at once, the replicas' connections fit the server's, and what is too much is told so.</summary>
public sealed class BurstTests
{
    // Three of them need connections of one share, of which a hundred may wait.
    private const int CallersOfEach = 40;

    // Two pools, and what holds the lock.
    private const int MostConnections = 81;

    // Two shares of messages, whatever else.
    private const int LeastConnections = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Recovered = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Connections_are_as_many_as_there_may_be_and_no_answer_is_a_fault()
    {
        await using var stack = await FaultyStack.StartAsync(replicas: 2);
        var things = new List<(string What, Func<Task<Reply>> Ask)>();
        foreach (var replica in stack.Replicas)
        {
            things.AddRange(await EverythingAsync(stack, replica));
        }

        foreach (var (_, ask) in things)
        {
            await ask();
        }

        var callers = things.Count * CallersOfEach;
        Watch burst;
        int connections;
        await using (var transaction = await OpenTransaction.BeginAsync(stack.Server.Direct))
        {
            // What has a connection keeps it for as long as it may, so that all are taken.
            await transaction.RunAsync("LOCK TABLE messages, follows, users, sessions");
            burst = Watch.Start(Enumerable.Repeat(things, CallersOfEach).SelectMany(all => all), oneAtATime: true);
            connections = await MostAsync(stack.Server.Direct, () => burst.Answers < callers);
        }

        connections = Math.Max(connections, await MostAsync(stack.Server.Direct, () => burst.Answers < 2 * callers));
        var samples = await burst.StopAsync();
        var over = burst.Now;
        while (
            !(await Task.WhenAll(things.Select(thing => thing.Ask()))).All(reply =>
                reply.Status is HttpStatusCode.OK or HttpStatusCode.NoContent
            )
        )
        {
            Assert.True(burst.Now - over < Recovered, "Not everything is answered again.");
        }

        Assert.All(samples, sample => Assert.True(sample.IsGood || (sample is { Status: 503 or 429, SaysWhen: true }), $"{sample}"));
        var refused = samples.Where(sample => !sample.IsGood).Select(sample => sample.Took).Order().ToList();
        Assert.NotEmpty(refused);
        Assert.InRange(connections, LeastConnections, MostConnections);
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{samples.Count} answers, {refused.Count} refused, half of these within {refused[refused.Count / 2].TotalMilliseconds:0} ms; the slowest answer after {samples.Max(sample => sample.Took).TotalMilliseconds:0} ms; at most {connections} connections"
            )
        );
    }

    private static async Task<IReadOnlyList<(string, Func<Task<Reply>>)>> EverythingAsync(FaultyStack stack, AppProcess replica)
    {
        var api = new Api(replica.Address);
        var member = await Member.JoinAsync(api, stack.Server.Direct);
        var (me, bearer) = (member.Segment, member.Bearer);
        var at = $" at {replica.Address.Port}";
        return
        [
            ("/msgs/{user}" + at, () => api.SimulateAsync("GET", $"/msgs/{me}?no=20")),
            ("POST /msgs/{user}" + at, () => api.SimulateAsync("POST", $"/msgs/{me}?latest=1", new { content = "said" })),
            ("/fllws/{user}" + at, () => api.SimulateAsync("GET", $"/fllws/{me}?no=20")),
            ("profile" + at, () => api.GetAsync($"/api/v1/users/{me}")),
            ("home timeline" + at, () => api.GetAsync("/api/v1/timelines/home", bearer)),
            ("searching" + at, () => api.GetAsync("/api/v1/search/messages?q=said", bearer)),
        ];
    }

    /// <summary>How many connections others had at most, as seen for a time over one that is there already.</summary>
    private static async Task<int> MostAsync(NpgsqlDataSource database, Func<bool> goesOn)
    {
        await using var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            "SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
            connection
        );
        var (most, start) = (0, TimeProvider.System.GetTimestamp());
        while (goesOn())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, "Not everybody was answered.");
            most = Math.Max(most, (int)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return most;
    }
}
