using System.Collections.Concurrent;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Faults;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.Messages;

/// <summary>The newest messages are kept in each replica's memory, and nobody can tell.</summary>
[Collection(Duress.Name)]
public sealed class NewestMessagesTests(OwnDatabase own) : IAsyncLifetime
{
    private const int AnswersOfARound = 20_000;
    private const int Length = 20;
    private const int ReadersOfEachList = 2;
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(1);

    // So that what is held for a second is still among the newest when it comes.
    private static readonly TimeSpan BetweenPosts = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan BetweenRemovals = TimeSpan.FromMilliseconds(240);

    private readonly ConcurrentDictionary<string, long> _ids = [];
    private AppProcess? _other;
    private Api[] _replicas = [];

    public async ValueTask InitializeAsync()
    {
        _other = await AppProcess.StartAsync<Projects.MiniTwit_ApiService>(own.Settings);
        _replicas = [own.Api, new Api(_other.Address)];
    }

    public ValueTask DisposeAsync() => _other?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task What_one_replica_stores_the_next_answer_of_each_has()
    {
        var author = await own.JoinAsync();
        var (first, second) = (await PostAsync(author), await PostAsync(author));
        Assert.All(await ListsAsync(), list => Assert.Equal([second, first], list.Take(2)));

        await own.Direct.ChangeAsync("UPDATE messages SET flagged = true WHERE id = $1", second);
        Assert.All(await ListsAsync(), list => Assert.Equal(first, list[0]));

        await own.Direct.ChangeAsync("UPDATE messages SET flagged = false WHERE id = $1", second);
        Assert.All(await ListsAsync(), list => Assert.Equal(second, list[0]));

        Assert.Equal(204, (int)(await own.Api.SendAsync("DELETE", $"/api/v1/messages/{second}", null, author.Bearer)).Status);
        Assert.All(await ListsAsync(), list => Assert.Equal(first, list[0]));

        foreach (var restored in new[] { first, second })
        {
            await own.Api.SendAsync("DELETE", $"/api/v1/messages/{restored}", null, author.Bearer);
            Assert.All(await ListsAsync(), list => Assert.DoesNotContain(restored, list));
            Assert.Equal(204, (int)(await own.Api.SendAsync("POST", $"/api/v1/messages/{restored}/restore", null, author.Bearer)).Status);
            Assert.All(await ListsAsync(), list => Assert.Contains(restored, list));
        }

        Assert.All(await ListsAsync(), list => Assert.Equal([second, first], list.Take(2)));

        await own.Direct.ChangeAsync("DELETE FROM users WHERE name = $1", author.Name);
        Assert.All(await ListsAsync(), list => Assert.DoesNotContain(first, list));
    }

    [Fact]
    public async Task A_message_whose_id_is_smaller_than_those_shown_already_comes_in_its_place()
    {
        var author = await own.JoinAsync();
        await using var connection = await own.Direct.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var late = await InsertAsync(connection, author);
        var posted = await PostAsync(author);
        Assert.All(await ListsAsync(), list => Assert.Equal((posted, false), (list[0], list.Contains(late))));

        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        Assert.All(await ListsAsync(), list => Assert.Equal([posted, late], list.Take(2)));
    }

    [Fact]
    public async Task More_than_is_kept_may_come_at_once()
    {
        var author = await own.JoinAsync();
        await ListsAsync();
        await own.Direct.ChangeAsync(
            "INSERT INTO messages (author_id, text) SELECT u.id, 'm' || n FROM users u, generate_series(1, 2000) n WHERE u.name = $1",
            author.Name
        );

        var newest = await own.Direct.ValueAsync<long>("SELECT max(id) FROM messages");
        foreach (var replica in _replicas)
        {
            Assert.Equal(Enumerable.Range(0, Length).Select(n => newest - n), await PublicTimelineAsync(replica));
            Assert.Equal("m2000", (await replica.SimulateAsync("GET", "/msgs?no=1")).Json[0].GetProperty("content").GetString());
        }
    }

    [Fact]
    public async Task No_answer_is_wrong_while_messages_come_late_go_and_come_back()
    {
        var author = await own.JoinAsync();
        var history = new MessageHistory();
        var faults = new ConcurrentQueue<string>();
        using var read = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var (answers, atMost) = (0, AnswersOfARound * FaultyStack.Rounds(usually: 1));

        Task[] writers =
        [
            UntilReadAsync(BetweenPosts, () => PostAsync(author, history, _replicas[0])),
            UntilReadAsync(BetweenPosts, () => PostAsync(author, history, _replicas[1])),
            UntilReadAsync(BetweenPosts, () => HoldAsync(author, history)),
            UntilReadAsync(BetweenRemovals, () => RemoveAsync(author, history)),
            UntilReadAsync(BetweenRemovals, () => FlagAsync(history)),
        ];
        await Task.WhenAll(
            from replica in _replicas
            from simulator in (bool[])[true, false]
            from _ in Enumerable.Range(0, ReadersOfEachList)
            select ReadAsync(replica, simulator)
        );
        await read.CancelAsync();
        await Task.WhenAll(writers);

        Assert.Empty(faults);

        async Task ReadAsync(Api replica, bool simulator)
        {
            while (faults.IsEmpty && Interlocked.Increment(ref answers) <= atMost)
            {
                var asked = MessageHistory.Now;
                var ids = simulator ? await SimulatorListAsync(replica) : await PublicTimelineAsync(replica);
                if (history.Fault(ids, Length, asked, MessageHistory.Now) is { } fault)
                {
                    faults.Enqueue(fault);
                }
            }
        }

        async Task UntilReadAsync(TimeSpan pause, Func<Task> write)
        {
            while (!read.IsCancellationRequested)
            {
                await write();
                await Task.Delay(pause, CancellationToken.None);
            }
        }
    }

    private async Task<IReadOnlyList<List<long>>> ListsAsync() =>
        await Task.WhenAll(
            _replicas.SelectMany(replica => (Task<List<long>>[])[SimulatorListAsync(replica), PublicTimelineAsync(replica)])
        );

    // The simulator's messages have no id: they are told by their texts.
    private async Task<List<long>> SimulatorListAsync(Api replica)
    {
        var reply = await replica.SimulateAsync("GET", $"/msgs?no={Length}");
        Assert.Equal(200, (int)reply.Status);
        var ids = reply.Json.EnumerateArray().Select(message => _ids.GetValueOrDefault(message.GetProperty("content").GetString()!));
        return [.. ids.Where(id => id != 0)];
    }

    private static async Task<List<long>> PublicTimelineAsync(Api replica)
    {
        var reply = await replica.GetAsync($"/api/v1/timelines/public?limit={Length}");
        Assert.Equal(200, (int)reply.Status);
        return [.. reply.Json.GetProperty("items").EnumerateArray().Select(message => message.GetProperty("id").GetInt64())];
    }

    private async Task<long> PostAsync(Member author, MessageHistory? history = null, Api? replica = null)
    {
        var (text, begun) = ($"{Guid.NewGuid()}", MessageHistory.Now);
        var reply = await (replica ?? own.Api).PostAsync("/api/v1/messages", new { text }, author.Bearer);
        Assert.Equal(201, (int)reply.Status);
        var id = _ids[text] = reply.Json.GetProperty("id").GetInt64();
        history?.Add(id, visible: true, begun, MessageHistory.Now);
        return id;
    }

    private async Task<long> InsertAsync(NpgsqlConnection connection, Member author)
    {
        var text = $"{Guid.NewGuid()}";
        await using var insert = new NpgsqlCommand(
            "INSERT INTO messages (author_id, text) SELECT id, $1 FROM users WHERE name = $2 RETURNING id",
            connection
        )
        {
            Parameters =
            {
                new() { Value = text },
                new() { Value = author.Name },
            },
        };
        return _ids[text] = (long)(await insert.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>A transaction that has its id long before anybody sees the message.</summary>
    private async Task HoldAsync(Member author, MessageHistory history)
    {
        await using var connection = await own.Direct.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var id = await InsertAsync(connection, author);
        await Task.Delay(Held, TestContext.Current.CancellationToken);
        var change = history.Add(id, visible: true, MessageHistory.Now);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        change.Ended = MessageHistory.Now;
    }

    private async Task RemoveAsync(Member author, MessageHistory history)
    {
        if (history.Pick(Length / 2, parity: 0) is { } id)
        {
            var change = history.Add(id, visible: false, MessageHistory.Now);
            var reply = await own.Api.SendAsync("DELETE", $"/api/v1/messages/{id}", null, author.Bearer);
            Assert.Equal(204, (int)reply.Status);
            change.Ended = MessageHistory.Now;
        }
    }

    private async Task FlagAsync(MessageHistory history)
    {
        if (history.Pick(Length / 2, parity: 1) is not { } id)
        {
            return;
        }

        foreach (var flagged in (bool[])[true, false])
        {
            var change = history.Add(id, visible: !flagged, MessageHistory.Now);
            await own.Direct.ChangeAsync("UPDATE messages SET flagged = $1 WHERE id = $2", flagged, id);
            change.Ended = MessageHistory.Now;
        }
    }
}
