using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;

namespace MiniTwit.ApiService.Users.Counts;

/// <summary>What a user's counts up to the marks are, and what they should be.</summary>
internal sealed record WrongCounts(
    long UserId,
    string? Name,
    int Messages,
    int Followers,
    int Following,
    int RightMessages,
    int RightFollowers,
    int RightFollowing
);

/// <summary>
/// What the argument <c>verify-counts</c> does: compare all counts with the rows they stand for, as of one moment; with <c>--mend</c>
/// put them right, too. Ends with 1 where some were wrong and still are.
/// </summary>
internal static partial class CountCheck
{
    private const int MaxLogged = 20;

    // A row that goes takes one of both sides, at whatever moment: so this may be looked at, and written back, while others write.
    private const string Differences = """
        WITH part (user_id, counter, number) AS (
            SELECT author_id, 'messages', count(*) FROM messages
            WHERE id <= (SELECT messages_through FROM counted) AND NOT flagged GROUP BY author_id
            UNION ALL
            SELECT followee_id, 'followers', count(*) FROM follows
            WHERE id <= (SELECT follows_through FROM counted) GROUP BY followee_id
            UNION ALL
            SELECT follower_id, 'following', count(*) FROM follows
            WHERE id <= (SELECT follows_through FROM counted) GROUP BY follower_id
            UNION ALL
            SELECT user_id, counter, -delta FROM count_changes, counted
            WHERE row_id <= CASE counter WHEN 'messages' THEN messages_through ELSE follows_through END),
        right_ones AS (
            SELECT user_id,
                coalesce(sum(number) FILTER (WHERE counter = 'messages'), 0)::int AS messages,
                coalesce(sum(number) FILTER (WHERE counter = 'followers'), 0)::int AS followers,
                coalesce(sum(number) FILTER (WHERE counter = 'following'), 0)::int AS following
            FROM part WHERE user_id IN (SELECT id FROM users) GROUP BY user_id)
        SELECT
            coalesce(r.user_id, c.user_id) AS user_id,
            (SELECT name FROM users WHERE id = coalesce(r.user_id, c.user_id)) AS name,
            coalesce(c.messages, 0) AS messages, coalesce(c.followers, 0) AS followers, coalesce(c.following, 0) AS following,
            coalesce(r.messages, 0) AS right_messages, coalesce(r.followers, 0) AS right_followers, coalesce(r.following, 0) AS right_following
        FROM right_ones r
        FULL JOIN (
            SELECT * FROM user_counts WHERE user_id NOT IN (SELECT user_id FROM count_changes WHERE counter = 'user')) c USING (user_id)
        WHERE (coalesce(c.messages, 0), coalesce(c.followers, 0), coalesce(c.following, 0))
            <> (coalesce(r.messages, 0), coalesce(r.followers, 0), coalesce(r.following, 0))
        ORDER BY 1
        """;

    public static async Task<int> VerifyCountsAsync(this IServiceProvider services, bool mend)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(CountCheck));
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MiniTwitDb>();
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        var wrong = await db.Database.CreateExecutionStrategy().ExecuteAsync(() => LookAsync(db, mend));
        foreach (var one in wrong.Take(MaxLogged))
        {
            LogWrong(logger, one.Name, one.UserId, one);
        }

        if (wrong.Count == 0)
        {
            LogRight(logger);
        }
        else if (mend)
        {
            LogMended(logger, wrong.Count);
        }
        else
        {
            LogLeft(logger, wrong.Count);
        }

        return wrong.Count == 0 || mend ? 0 : 1;
    }

    private static async Task<List<WrongCounts>> LookAsync(MiniTwitDb db, bool mend)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (mend)
        {
            // Nobody moves the marks meanwhile.
            await db.Database.ExecuteSqlAsync($"SELECT FROM counted FOR UPDATE");
        }

        var wrong = await db.Database.SqlQueryRaw<WrongCounts>(Differences).ToListAsync();
        if (mend && wrong.Count > 0)
        {
            long[] users = [.. wrong.Select(w => w.UserId)];
            int[] messages = [.. wrong.Select(w => w.RightMessages)];
            int[] followers = [.. wrong.Select(w => w.RightFollowers)];
            int[] following = [.. wrong.Select(w => w.RightFollowing)];
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO user_counts (user_id, messages, followers, following)
                SELECT * FROM unnest({users}, {messages}, {followers}, {following})
                ON CONFLICT (user_id) DO UPDATE SET
                    messages = excluded.messages, followers = excluded.followers, following = excluded.following
                """
            );
        }

        await transaction.CommitAsync();
        return wrong;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The counts of {Name} ({UserId}) are wrong: {Counts}")]
    private static partial void LogWrong(ILogger logger, string? name, long userId, WrongCounts counts);

    [LoggerMessage(Level = LogLevel.Information, Message = "All counts are right")]
    private static partial void LogRight(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} users' counts were wrong, and are right now")]
    private static partial void LogMended(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} users' counts are wrong; verify-counts --mend puts them right")]
    private static partial void LogLeft(ILogger logger, int count);
}
