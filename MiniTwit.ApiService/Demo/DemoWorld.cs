using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Followers;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Demo;

/// <summary>A few people with something to say, so that the pages are not empty. Seeding twice changes nothing.</summary>
internal sealed class DemoWorld(MiniTwitDb db, Registration registration, Following following)
{
    private const string Password = "minitwit-demo";
    private const int MessageCount = 120;

    private static readonly string[] People =
    [
        "Ada Lovelace",
        "Grace Hopper",
        "Alan Turing",
        "Katherine Johnson",
        "Edsger Dijkstra",
        "Barbara Liskov",
        "Linus Torvalds",
        "Margaret Hamilton",
    ];

    private static readonly string[] Openings =
    [
        "Today I learned that",
        "I still believe that",
        "It took all day, but",
        "Nobody told me that",
        "Reminder:",
        "Hot take:",
    ];

    private static readonly string[] Thoughts =
    [
        "the smallest change that works is the one to ship.",
        "premature optimisation has company: premature abstraction.",
        "a test that never fails tells you nothing. 🧪",
        "naming things <well> is most of the \"job\" & all of the fun.",
        "logs are for people; write them for the person on call at 3 a.m. 🌙",
        "the queue was never the problem. The unbounded queue was.",
        "blåbærgrød smager bedst, når deploymentet er grønt.",
        "you can't fix what you don't measure, nor measure what you don't understand.",
        "backups do not exist; only restores do.",
        "time zones are a social problem with a technical face. ⏰",
        "the bug was in the comment: it was right, and the code was not.",
    ];

    public async Task SeedAsync(CancellationToken ct)
    {
        foreach (var person in People)
        {
            await registration.RegisterQuicklyAsync(person, Email(person), Password, ct);
        }

        for (var i = 0; i < People.Length; i++)
        {
            foreach (var step in (int[])[1, 2, 5])
            {
                await following.FollowAsync(People[i], People[(i + step) % People.Length], ct);
            }
        }

        await PostAsync(ct);
        await AgeAsync(ct);
    }

    private Task<int> PostAsync(CancellationToken ct)
    {
        var numbers = Enumerable.Range(0, MessageCount).ToList();
        string[] authors = [.. numbers.Select(i => UserName.Normalize(People[i * 5 % People.Length]))];
        string[] texts = [.. numbers.Select(i => $"{Openings[i % Openings.Length]} {Thoughts[i % Thoughts.Length]}")];
        string[] keys = [.. numbers.Select(i => $"demo-{i}")];
        int[] minutesAgo = [.. numbers.Select(i => (MessageCount - i) * 17)];
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO messages (author_id, text, idempotency_key, posted_at)
            SELECT u.id, m.text, m.key, now() - make_interval(mins => m.minutes_ago)
            FROM unnest({authors}, {texts}, {keys}, {minutesAgo}) WITH ORDINALITY AS m (author, text, key, minutes_ago, number)
            JOIN users u ON u.normalized_name = m.author
            ORDER BY m.number
            ON CONFLICT (author_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
            """,
            ct
        );
    }

    /// <summary>Nobody says anything before they have joined.</summary>
    private Task<int> AgeAsync(CancellationToken ct)
    {
        string[] people = [.. People.Select(UserName.Normalize)];
        return db.Database.ExecuteSqlAsync(
            $"""
            UPDATE users u SET created_at = first.posted_at - interval '1 day'
            FROM (SELECT author_id, min(posted_at) AS posted_at FROM messages GROUP BY author_id) first
            WHERE u.normalized_name = ANY ({people}) AND first.author_id = u.id AND u.created_at > first.posted_at
            """,
            ct
        );
    }

    private static string Email(string person) => $"{person.Replace(' ', '.')}@example.org";
}
