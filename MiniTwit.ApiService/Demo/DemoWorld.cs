using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Followers;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Telemetry;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Demo;

/// <summary>A few people who talk with each other for a week, so that the pages are not empty. Seeding twice changes nothing.</summary>
internal sealed class DemoWorld(MiniTwitDb db, Registration registration, Following following, MiniTwitMetrics metrics)
{
    private const string Password = "minitwit-demo";

    // An answer comes soon; something new after some hours.
    private static readonly int[] MinutesToAnswer = [4, 11, 26];
    private static readonly int[] MinutesToNext = [190, 330, 75, 610, 240, 415];

    /// <summary>The people's names in the form that names are looked up by.</summary>
    private static readonly string[] Names = [.. DemoMessages.People.Select(person => UserName.Normalize(person.Name))];

    public async Task SeedAsync(CancellationToken ct)
    {
        var people = DemoMessages.People;
        foreach (var person in people)
        {
            await registration.RegisterQuicklyAsync(person.Name, Email(person.Name), Password, ct);
        }

        for (var i = 0; i < people.Count; i++)
        {
            foreach (var step in (int[])[1, 2, 5])
            {
                await following.FollowAsync(people[i].Name, people[(i + step) % people.Count].Name, ct);
            }
        }

        // At once, or readers would see them all said just now.
        await db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(async () =>
            {
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                await DescribeAsync(ct);
                await PostAsync(ct);
                await AgeAsync(ct);
                await transaction.CommitAsync(ct);
            });
    }

    private Task<int> DescribeAsync(CancellationToken ct)
    {
        string?[] displayNames = [.. DemoMessages.People.Select(person => person.DisplayName)];
        string?[] bios = [.. DemoMessages.People.Select(person => person.Bio)];
        return db.Database.ExecuteSqlAsync(
            $"""
            UPDATE users u SET display_name = coalesce(u.display_name, p.display_name), bio = coalesce(u.bio, p.bio)
            FROM unnest({Names}, {displayNames}, {bios}) AS p (name, display_name, bio)
            WHERE u.normalized_name = p.name
            """,
            ct
        );
    }

    private async Task PostAsync(CancellationToken ct)
    {
        var ids = await db.Users.Where(u => Names.Contains(u.NormalizedName)).ToDictionaryAsync(u => u.NormalizedName, u => u.Id, ct);
        var posted = new List<long?>();
        foreach (var message in DemoMessages.Week)
        {
            // Whoever has deleted their account stays gone.
            if (!ids.TryGetValue(Names[message.Author], out var id))
            {
                posted.Add(null);
                continue;
            }

            var author = new CurrentUser(id, Names[message.Author], [], HidesSomebody: false);
            var answered = message.Answers > 0 ? posted[^message.Answers] : null;
            var row = await PostMessage.PostAsync(db, metrics, author, message.Text, answered, Key(posted.Count), ct);
            posted.Add(row?.Id);
        }
    }

    /// <summary>Spreads them over the week before now, and lets nobody say anything before they have joined.</summary>
    // What was posted in this transaction has its time; what was there before keeps its own.
    private Task<int> AgeAsync(CancellationToken ct)
    {
        var count = DemoMessages.Week.Count;
        string[] keys = [.. Enumerable.Range(0, count).Select(Key)];
        int[] minutesAgo = [.. Enumerable.Range(0, count).Select(MinutesAgo)];
        return db.Database.ExecuteSqlAsync(
            $"""
            WITH aged AS (
                UPDATE messages m SET posted_at = now() - make_interval(mins => a.minutes_ago)
                FROM unnest({keys}, {minutesAgo}) AS a (key, minutes_ago), users u
                WHERE m.author_id = u.id AND u.normalized_name = ANY ({Names}) AND m.idempotency_key = a.key AND m.posted_at = now()
                RETURNING m.author_id, m.posted_at)
            UPDATE users u SET created_at = first.posted_at - interval '1 day'
            FROM (SELECT author_id, min(posted_at) AS posted_at FROM aged GROUP BY author_id) first
            WHERE first.author_id = u.id AND u.created_at > first.posted_at
            """,
            ct
        );
    }

    private static int MinutesAgo(int index) =>
        DemoMessages
            .Week.Select(
                (message, i) => message.Answers > 0 ? MinutesToAnswer[i % MinutesToAnswer.Length] : MinutesToNext[i % MinutesToNext.Length]
            )
            .Skip(index + 1)
            .Sum() + MinutesToAnswer[0];

    private static string Key(int index) => $"demo-{index}";

    private static string Email(string person) => $"{person.Replace(' ', '.')}@example.org";
}
