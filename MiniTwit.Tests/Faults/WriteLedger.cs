using MiniTwit.Simulator.Replay;
using MiniTwit.Simulator.Scenario;
using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.Faults;

/// <summary>
/// What was sent and how it ended. What was accepted is stored once; what was answered with a 5xx, or not at all, once at most; what was
/// refused (4xx, or no connection) not at all.
/// </summary>
internal sealed class WriteLedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Ends> _users = [];
    private readonly Dictionary<(string User, string Text), Ends> _messages = [];
    private readonly Dictionary<(string User, string Other), Follow> _follows = [];

    /// <summary>How many writes were accepted so far.</summary>
    public int Accepted { get; private set; }

    /// <summary>Until its answer is noted nobody knows.</summary>
    public void Sending(ScenarioCommand command)
    {
        lock (_lock)
        {
            if (EndsOf(command) is { } ends)
            {
                ends.Unknown++;
            }
            else
            {
                FollowOf(command).Open = true;
            }
        }
    }

    /// <summary>How one that was sent has ended.</summary>
    public void Note(ScenarioCommand command, Answer answer)
    {
        lock (_lock)
        {
            Accepted += answer.Accepted ? 1 : 0;
            var isKnown = answer.Accepted || !answer.MayHaveTakenEffect;
            if (EndsOf(command) is { } ends)
            {
                ends.Accepted += answer.Accepted ? 1 : 0;
                ends.Unknown -= isKnown ? 1 : 0;
                return;
            }

            var follow = FollowOf(command);
            // One that nobody answered may still take effect after a later one.
            follow.Open = !isKnown || follow.Lost;
            follow.Lost |= !isKnown;
            follow.Is = answer.Accepted ? command.Kind == CommandKind.Follow : follow.Is;
        }
    }

    /// <summary>What the tables hold otherwise.</summary>
    public async Task<IReadOnlyList<string>> CompareAsync(NpgsqlDataSource database)
    {
        var users = await database.TextsAsync("SELECT name FROM users");
        var messages = await PairsAsync("SELECT u.name || chr(9) || m.text FROM messages m JOIN users u ON u.id = m.author_id");
        var follows = await PairsAsync(
            "SELECT a.name || chr(9) || b.name FROM follows JOIN users a ON a.id = follower_id JOIN users b ON b.id = followee_id"
        );
        return
        [
            .. Differences("user", _users, users),
            .. Differences("message", _messages, messages),
            .. _follows
                .Where(pair => !pair.Value.Open && pair.Value.Is != follows.Contains(pair.Key))
                .Select(pair => $"follow {pair.Key}: {pair.Value.Is} in the end"),
        ];

        async Task<List<(string, string)>> PairsAsync(string sql) =>
            [.. (await database.TextsAsync(sql)).Select(row => row.Split('\t', 2)).Select(row => (row[0], row[1].Trim()))];
    }

    private static IEnumerable<string> Differences<T>(string what, Dictionary<T, Ends> sent, List<T> stored)
        where T : notnull
    {
        var times = stored.CountBy(key => key).ToDictionary();
        return sent
            .Keys.Union(times.Keys)
            .Select(key => (Key: key, Sent: sent.GetValueOrDefault(key) ?? new(), Stored: times.GetValueOrDefault(key)))
            .Where(one => one.Stored < one.Sent.Accepted || one.Stored > one.Sent.Accepted + one.Sent.Unknown)
            .Select(one => $"{what} {one.Key}: stored {one.Stored} times, accepted {one.Sent.Accepted}, unknown {one.Sent.Unknown}");
    }

    /// <summary>Null for what is no row of its own each time.</summary>
    private Ends? EndsOf(ScenarioCommand command) =>
        command.Kind switch
        {
            CommandKind.Register => Of(_users, command.User),
            CommandKind.Tweet => Of(_messages, (command.User, command.Argument.Trim())),
            _ => null,
        };

    private Follow FollowOf(ScenarioCommand command) => Of(_follows, (command.User, command.Argument));

    private static TValue Of<TKey, TValue>(Dictionary<TKey, TValue> all, TKey key)
        where TKey : notnull
        where TValue : new() => all.TryGetValue(key, out var known) ? known : all[key] = new();

    private sealed class Ends
    {
        public int Accepted { get; set; }

        public int Unknown { get; set; }
    }

    private sealed class Follow
    {
        public bool Is { get; set; }

        /// <summary>Whether an answer is still to come, or never came.</summary>
        public bool Open { get; set; }

        public bool Lost { get; set; }
    }
}
