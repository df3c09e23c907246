using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.AppHost;

/// <summary>The buttons of the dashboard. Resetting empties the database under every other test, none of which keeps data beyond itself.</summary>
public sealed class DemoCommandTests(StackFixture stack)
{
    private const string Seed = "internal-seed",
        Reset = "internal-reset";

    [Fact]
    public async Task Reset_empties_the_database_and_seed_fills_it_once()
    {
        await Person.JoinAsync(stack);
        await new Api(stack.Api).SimulateAsync("GET", "/msgs?no=0&latest=5");

        await stack.CommandAsync(ResourceNames.Api, Reset);
        Assert.Equal(new Rows(0, 0, 0, 0), await Rows.CountAsync(stack.Database));
        Assert.Equal("""{"latest":0}""", (await new Api(stack.Api).GetAsync("/latest")).Body);

        await stack.CommandAsync(ResourceNames.Api, Seed);
        Assert.Equal(new Rows(8, 52, 24, 0), await Rows.CountAsync(stack.Database));
        await stack.CommandAsync(ResourceNames.Api, Seed);
        Assert.Equal(new Rows(8, 52, 24, 0), await Rows.CountAsync(stack.Database));
    }

    [Fact]
    public async Task Seeded_people_are_people_like_others()
    {
        await stack.CommandAsync(ResourceNames.Api, Seed);

        var session = await new Api(stack.Api).PostAsync("/api/v1/sessions", new { username = "ada lovelace", password = "minitwit-demo" });
        var home = await new Api(stack.Api).GetAsync("/api/v1/timelines/home", $"Bearer {session.Json.GetProperty("token").GetString()}");

        Assert.Equal(25, home.Json.GetProperty("items").GetArrayLength());
        Assert.Equal(
            "6 days, 22 answers, 7 tags",
            await stack.Database.ValueAsync<string>(
                """
                SELECT format(
                    '%s days, %s answers, %s tags',
                    extract(day FROM max(posted_at) - min(posted_at)),
                    count(DISTINCT m.id) FILTER (WHERE reply_to_id IS NOT NULL),
                    count(DISTINCT t.tag))
                FROM messages m LEFT JOIN message_tags t ON t.message_id = m.id WHERE m.idempotency_key LIKE 'demo-%'
                """
            )
        );
        Assert.Equal(
            0,
            await stack.Database.ValueAsync<long>(
                "SELECT count(*) FROM messages m JOIN messages n ON n.id > m.id AND n.posted_at <= m.posted_at WHERE m.idempotency_key LIKE 'demo-%' AND n.idempotency_key LIKE 'demo-%'"
            )
        );
        Assert.Equal(
            0,
            await stack.Database.ValueAsync<long>(
                "SELECT count(*) FROM messages m JOIN users u ON u.id = m.author_id WHERE m.idempotency_key LIKE 'demo-%' AND u.created_at > m.posted_at"
            )
        );
    }
}
