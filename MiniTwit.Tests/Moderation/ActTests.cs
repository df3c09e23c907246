using System.Globalization;
using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Moderation;

public sealed class ActTests(StackFixture stack) : ModerationTest(stack)
{
    [Fact]
    public async Task A_hidden_message_is_gone_everywhere_and_comes_back()
    {
        var (admin, author, reader) = (await AdministratorAsync(), await Person.JoinAsync(Stack), await Person.JoinAsync(Stack));
        await reader.FollowAsync(author);
        var word = $"w{Guid.NewGuid():N}";
        var id = await SayAsync(author, $"{word} #{word} @{reader.Name}");
        AssertDone(await ReportAsync(reader, id));
        await AssertSeenAsync(true);

        AssertDone(await ActAsync(admin, "hide", id, " because\n"));
        await AssertSeenAsync(false);
        Assert.Equal(default, (await QueuedAsync(admin, id)).ValueKind);
        AssertDone(await ActAsync(admin, "hide", id, "again"));

        AssertDone(await ActAsync(admin, "unhide", id));
        await AssertSeenAsync(true);
        AssertDone(await ActAsync(admin, "unhide", id));
        Assert.Equal([$"{admin.Name}: hide because", $"{admin.Name}: unhide"], await ActsOnAsync(author));

        async Task AssertSeenAsync(bool seen)
        {
            Assert.Equal(seen, await IsShownAsync(id));
            foreach (
                var path in new[]
                {
                    "/api/v1/timelines/public?limit=100",
                    "/api/v1/timelines/home",
                    $"/api/v1/users/{author.Segment}/messages",
                    $"/api/v1/search/messages?q={word}",
                    $"/api/v1/tags/{word}/messages",
                    "/api/v1/me/mentions",
                }
            )
            {
                Assert.Equal((path, seen), (path, (await reader.GetAsync(path)).Body.Contains(word, StringComparison.Ordinal)));
            }

            Assert.Equal(seen, (await Api.SimulateAsync("GET", "/msgs?no=100")).Body.Contains(word, StringComparison.Ordinal));
            var profile = await reader.GetAsync($"/api/v1/users/{author.Segment}");
            Assert.Equal(seen ? 1 : 0, profile.Json.GetProperty("messages").GetInt32());
        }
    }

    [Fact]
    public async Task Dismissed_reports_are_gone_until_somebody_else_reports()
    {
        var (admin, author, one) = (await AdministratorAsync(), await Person.JoinAsync(Stack), await Person.JoinAsync(Stack));
        var id = await SayAsync(author);
        AssertDone(await ReportAsync(one, id));

        AssertDone(await ActAsync(admin, "dismiss", id, "fine"));
        AssertDone(await ActAsync(admin, "dismiss", id));
        AssertDone(await ReportAsync(one, id));
        Assert.Equal(default, (await QueuedAsync(admin, id)).ValueKind);
        Assert.True(await IsShownAsync(id));
        AssertDone(await ReportAsync(await Person.JoinAsync(Stack), id));

        Assert.Equal(1, (await QueuedAsync(admin, id)).GetProperty("reports").GetInt32());
        Assert.Equal([$"{admin.Name}: dismiss fine"], await ActsOnAsync(author));
    }

    [Fact]
    public async Task What_two_administrators_do_at_once_is_done_once()
    {
        var (author, admins) = (await Person.JoinAsync(Stack), new[] { await AdministratorAsync(), await AdministratorAsync() });
        var id = await SayAsync(author);
        AssertDone(await ReportAsync(await Person.JoinAsync(Stack), id));

        foreach (var act in new[] { "dismiss", "hide", "unhide" })
        {
            Assert.All(await Task.WhenAll(admins.Concat(admins).Select(admin => ActAsync(admin, act, id))), AssertDone);
        }

        foreach (var act in new[] { "suspend", "unsuspend" })
        {
            Assert.All(await Task.WhenAll(admins.Concat(admins).Select(admin => ActAsync(admin, act, author))), AssertDone);
        }

        Assert.Equal(["dismiss", "hide", "unhide", "suspend", "unsuspend"], (await ActsOnAsync(author)).Select(act => act.Split(' ')[^1]));
    }

    [Fact]
    public async Task Nobody_else_may_and_nothing_happens()
    {
        var (me, author) = (await Person.JoinAsync(Stack), await Person.JoinAsync(Stack));
        var id = await SayAsync(author);
        AssertDone(await ReportAsync(me, id));
        const string Detail = "Only administrators may do this";

        foreach (var act in new[] { "hide", "unhide", "dismiss" })
        {
            AssertRefused(HttpStatusCode.Forbidden, Detail, await ActAsync(me, act, id));
        }

        foreach (var act in new[] { "suspend", "unsuspend" })
        {
            AssertRefused(HttpStatusCode.Forbidden, Detail, await ActAsync(me, act, author));
        }

        AssertRefused(HttpStatusCode.Forbidden, Detail, await me.GetAsync(Queue));
        AssertRefused(HttpStatusCode.Forbidden, Detail, await me.GetAsync(Log));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Api.GetAsync(Log)).Status);
        Assert.Empty(await ActsOnAsync(author));
        Assert.True(await IsShownAsync(id));
        Assert.Null((await me.GetAsync("/api/v1/me")).Header("Role"));
        Assert.Equal("administrator", (await (await AdministratorAsync()).GetAsync("/api/v1/me")).Header("Role"));
    }

    [Fact]
    public async Task What_is_not_there_or_breaks_a_rule_is_told()
    {
        var (admin, other, author) = (await AdministratorAsync(), await AdministratorAsync(), await Person.JoinAsync(Stack));
        var id = await SayAsync(author);

        foreach (var act in new[] { "hide", "unhide", "dismiss" })
        {
            AssertRefused(HttpStatusCode.NotFound, "There is no such message", await ActAsync(admin, act, "9223372036854775807"));
        }

        foreach (var act in new[] { "suspend", "unsuspend" })
        {
            foreach (var name in new[] { "nobody-of-this-name", new string('x', 2000) })
            {
                var reply = await admin.SendAsync("POST", $"/api/v1/moderation/users/{name}/{act}", new { });
                AssertRefused(HttpStatusCode.NotFound, "There is no such user", reply);
            }
        }

        AssertRefused(HttpStatusCode.Forbidden, "An administrator cannot be suspended", await ActAsync(admin, "suspend", other));
        AssertRefused(HttpStatusCode.Forbidden, "An administrator cannot be suspended", await ActAsync(admin, "suspend", admin));
        AssertRefused(
            HttpStatusCode.BadRequest,
            "A note has at most 500 characters",
            await ActAsync(admin, "hide", id, new string('x', 501))
        );
        AssertRefused(
            HttpStatusCode.BadRequest,
            "A note cannot contain control characters",
            await ActAsync(admin, "suspend", author, "\0")
        );
        Assert.Empty(await ActsOnAsync(author));
        Assert.Empty(await ActsOnAsync(other));
        Assert.True(await IsShownAsync(id));
    }

    [Fact]
    public async Task The_log_outlives_accounts_and_is_never_changed()
    {
        var (admin, reader, author) = (await AdministratorAsync(), await AdministratorAsync(), await Person.JoinAsync(Stack));
        var id = await SayAsync(author, "to be hidden");
        AssertDone(await ActAsync(admin, "hide", id, "why"));
        var entry = (await reader.GetAsync(Log + "?limit=100")).Json.GetProperty("items").EnumerateArray().First(IsMine);
        Assert.Equal(
            (admin.Name, "hide", "why", "to be hidden", true, id),
            (
                entry.GetProperty("administrator").GetString(),
                entry.GetProperty("act").GetString(),
                entry.GetProperty("note").GetString(),
                entry.GetProperty("text").GetString(),
                entry.GetProperty("inForce").GetBoolean(),
                entry.GetProperty("messageId").GetRawText()
            )
        );

        AssertDone(await author.SendAsync("DELETE", "/api/v1/me", new { password = author.Password }));
        AssertDone(await admin.SendAsync("DELETE", "/api/v1/me", new { password = admin.Password }));

        entry = (await reader.GetAsync(Log + "?limit=100")).Json.GetProperty("items").EnumerateArray().First(IsMine);
        Assert.Equal(admin.Name, entry.GetProperty("administrator").GetString());
        Assert.False(entry.TryGetProperty("text", out _));
        Assert.False(entry.GetProperty("inForce").GetBoolean());
        foreach (var change in new[] { "UPDATE moderation_acts SET note = 'other'", "DELETE FROM moderation_acts" })
        {
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
                Stack.Database.ChangeAsync($"{change} WHERE user_name = $1", author.Name)
            );
            Assert.Equal("What administrators did is never changed", refused.MessageText);
        }

        bool IsMine(System.Text.Json.JsonElement one) => one.GetProperty("username").GetString() == author.Name;
    }

    [Fact]
    public async Task Both_lists_are_paged_by_cursor()
    {
        var (admin, author, reporter) = (await AdministratorAsync(), await Person.JoinAsync(Stack), await Person.JoinAsync(Stack));
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Insert(0, await SayAsync(author, string.Create(CultureInfo.InvariantCulture, $"message {i}")));
            AssertDone(await ReportAsync(reporter, ids[0]));
        }

        Assert.Equal(ids, (await WalkAsync(Queue)).Where(item => ids.Contains(item)));
        foreach (var id in ids)
        {
            AssertDone(await ActAsync(admin, "hide", id));
        }

        ids.Reverse();
        Assert.Equal(ids, (await WalkAsync(Log)).Where(item => ids.Contains(item)));

        async Task<List<string>> WalkAsync(string path)
        {
            var (found, next) = (new List<string>(), "");
            while (next is not null && found.Intersect(ids).Count() < ids.Count)
            {
                var page = (await admin.GetAsync($"{path}?limit=2&cursor={next}")).Json;
                found.AddRange(
                    page.GetProperty("items")
                        .EnumerateArray()
                        .Select(item =>
                            item.TryGetProperty("message", out var message) ? message.GetProperty("id").GetRawText()
                            : item.TryGetProperty("messageId", out var id) ? id.GetRawText()
                            : ""
                        )
                );
                next = page.GetProperty("next").GetString();
            }

            return found;
        }
    }
}
