using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Paging;

namespace MiniTwit.ApiService.Messages;

/// <summary>
/// Everybody's newest messages, which are read most and change least. They are kept here, and with each reading the database is asked
/// what has come since, by the transactions that the reading before could not see: ids say nothing about that, as a smaller one may
/// become visible after a larger one. So every replica tells at every moment what the database would.
/// </summary>
internal sealed class NewestMessages
{
    /// <summary>How many of them are kept.</summary>
    public const int Count = 200;

    // Past that it is cheaper to read them anew.
    private const int MostNew = 500;

    // One that was restored, or copied to another version, counts its transactions anew, and gives ids a second time.
    private const string ServerStarted = "pg_postmaster_start_time()::text";

    // Most of the time nothing has come, and this is all that is asked. No parameter, so that it is planned once.
    private const string Now = $"""
        SELECT {Snapshots.Sql} AS snapshot, {ServerStarted} AS server,
            (SELECT c.changed_in::text::bigint FROM message_changes c ORDER BY c.changed_in DESC LIMIT 1) AS changed_in,
            (SELECT m.inserted_in::text::bigint FROM messages m WHERE m.inserted_in IS NOT NULL ORDER BY m.inserted_in DESC LIMIT 1)
                AS inserted_in
        """;

    // The order makes the server use the index, however many rows it expects.
    private const string Since = $$"""
        SELECT seen.snapshot, seen.server, seen.changed, m.id, m.author, m.email, m.text, m.posted_at, m.reply_to_id,
            m.mentioned, m.display_name, m.avatar
        FROM (
            SELECT {{Snapshots.Sql}} AS snapshot, {{ServerStarted}} AS server,
                EXISTS (SELECT FROM message_changes WHERE changed_in >= {0}::xid8) AS changed) seen
        LEFT JOIN LATERAL (
            SELECT new.id, u.name AS author, u.email, new.text, new.posted_at, new.reply_to_id, new.mentioned,
                u.display_name, u.avatar
            FROM (
                SELECT id, author_id, text, posted_at, reply_to_id, mentioned
                FROM messages WHERE inserted_in >= {0}::xid8 AND NOT flagged
                ORDER BY inserted_in DESC LIMIT {1}) new
            JOIN users u ON u.id = new.author_id) m ON NOT seen.changed
        """;

    // Far less than the database keeps what tells of changes. By the clock: what measures time stands still while a machine does.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly SharedRead<Newest> _read;
    private readonly TimeProvider _time;
    private Newest? _last;
    private DateTimeOffset _lastAsked;

    public NewestMessages(IServiceScopeFactory scopes, Pulse pulse, TimeProvider time)
    {
        _time = time;
        _read = new(scopes, pulse, LookAsync);
    }

    /// <summary>The newest messages, as the database has them after this was called.</summary>
    public Task<Newest> ReadAsync(CancellationToken ct) => _read.AskAsync(ct);

    private async Task<Newest> LookAsync(MiniTwitDb db, CancellationToken ct)
    {
        var (last, lastAsked) = (_last, _lastAsked);
        // What is not answered leaves nothing to go on from: whoever answers next may be another server.
        (_last, _lastAsked) = (null, _time.GetUtcNow());
        var state = (await db.Database.SqlQueryRaw<State>(Now).ToListAsync(ct))[0];
        var known = (_lastAsked - lastAsked).Duration() < Lifetime ? last : null;
        // Where the server is another one by the time it shows its rows, the next reading sees it: state was asked before.
        return _last = await GoOnAsync(db, known, state, ct) ?? await ReadAllAsync(db, state.Server, ct);
    }

    /// <summary>What is known, brought up to date; null where it is nothing to go on from.</summary>
    private static async Task<Newest?> GoOnAsync(MiniTwitDb db, Newest? known, State state, CancellationToken ct)
    {
        if (known is not { Horizon: { } horizon } || state.Server != known.Server)
        {
            return null;
        }

        var now = known with { Snapshot = state.Snapshot };
        if (!(now.Horizon >= horizon))
        {
            return null;
        }

        return state.IsOlderThan(horizon) ? now : await AddAsync(db, known, horizon, ct);
    }

    private static async Task<Newest> ReadAllAsync(MiniTwitDb db, string server, CancellationToken ct)
    {
        var rows = await db
            .Messages.Where(m => !m.Flagged)
            .OrderByDescending(m => m.Id)
            .Take(Count)
            .Select(MessageRow.Of)
            .ToSeenListAsync(ct);
        return new([.. rows.Select(seen => seen.Row)], rows.FirstOrDefault()?.Snapshot ?? "", server);
    }

    /// <summary>What was known and what has come since; null where messages changed or went, or too many came, or another server answers.</summary>
    private static async Task<Newest?> AddAsync(MiniTwitDb db, Newest last, long horizon, CancellationToken ct)
    {
        var rows = await db.Database.SqlQueryRaw<Arrival>(Since, $"{horizon}", MostNew + 1).ToListAsync(ct);
        return rows[0].Changed || rows[0].Server != last.Server || rows.Count > MostNew
            ? null
            : last.With([.. rows.Where(row => row.Id is not null).Select(row => row.Message())], rows[0].Snapshot);
    }

    private sealed record State(string Snapshot, string Server, long? ChangedIn, long? InsertedIn)
    {
        public bool IsOlderThan(long horizon) => !(ChangedIn >= horizon) && !(InsertedIn >= horizon);
    }

    private sealed record Arrival(
        string Snapshot,
        string Server,
        bool Changed,
        long? Id,
        string? Author,
        string? Email,
        string? Text,
        DateTimeOffset? PostedAt,
        long? ReplyToId,
        string[]? Mentioned,
        string? DisplayName,
        string? Avatar
    )
    {
        public MessageRow Message() => new(Id!.Value, Author!, Email!, Text!, PostedAt!.Value, ReplyToId, Mentioned, DisplayName, Avatar);
    }
}
