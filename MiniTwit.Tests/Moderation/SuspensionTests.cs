using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Moderation;

/// <summary>Whoever is suspended is out of sight everywhere, and comes back as before.</summary>
public sealed class SuspensionTests(StackFixture stack) : ModerationTest(stack)
{
    [Fact]
    public async Task Somebody_suspended_is_out_of_sight_and_comes_back()
    {
        var (admin, user, reader) = (await AdministratorAsync(), await Person.JoinAsync(Stack), await Person.JoinAsync(Stack));
        await reader.FollowAsync(user);
        await user.FollowAsync(reader);
        var word = $"w{Guid.NewGuid():N}";
        var (kept, hidden) = (await SayAsync(user, $"{word} #{word} @{reader.Name}"), await SayAsync(user, "hidden before"));
        AssertDone(await ActAsync(admin, "hide", hidden));
        AssertDone(await ReportAsync(reader, kept));

        AssertDone(await ActAsync(admin, "suspend", user, "enough"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await user.GetAsync("/api/v1/me")).Status);
        AssertRefused(HttpStatusCode.Forbidden, "This account is suspended", await SignInAsync(user, user.Password));
        AssertRefused(HttpStatusCode.Unauthorized, "Invalid password", await SignInAsync(user, "wrong"));
        var profile = await reader.GetAsync($"/api/v1/users/{user.Segment}");
        Assert.True(profile.Json.GetProperty("suspended").GetBoolean());
        Assert.True(await EventuallyAsync(async () => !await IsShownAsync(kept)));
        await AssertSeenAsync(false);
        Assert.Equal(default, (await QueuedAsync(admin, kept)).ValueKind);

        AssertDone(await ActAsync(admin, "unsuspend", user));

        Assert.True(await EventuallyAsync(() => IsShownAsync(kept)));
        await AssertSeenAsync(true);
        Assert.False(await IsShownAsync(hidden));
        Assert.Equal(HttpStatusCode.Unauthorized, (await user.GetAsync("/api/v1/me")).Status);
        Assert.Equal(HttpStatusCode.Created, (await SignInAsync(user, user.Password)).Status);
        Assert.Equal(1, (await QueuedAsync(admin, kept)).GetProperty("reports").GetInt32());
        Assert.Equal([$"{admin.Name}: hide", $"{admin.Name}: suspend enough", $"{admin.Name}: unsuspend"], await ActsOnAsync(user));

        async Task AssertSeenAsync(bool seen)
        {
            foreach (
                var (path, what) in new[]
                {
                    ("/api/v1/timelines/public?limit=100", word),
                    ("/api/v1/timelines/home", word),
                    ($"/api/v1/users/{user.Segment}/messages", word),
                    ($"/api/v1/search/messages?q={word}", word),
                    ($"/api/v1/tags/{word}/messages", word),
                    ("/api/v1/me/mentions", word),
                    ($"/api/v1/users/{reader.Segment}/followers", user.Name),
                    ($"/api/v1/users/{reader.Segment}/following", user.Name),
                    ($"/api/v1/search/users?q={user.Segment}", user.Name),
                }
            )
            {
                Assert.Equal((path, seen), (path, (await reader.GetAsync(path)).Body.Contains(what, StringComparison.Ordinal)));
            }

            Assert.Equal(seen, (await Api.SimulateAsync("GET", "/msgs?no=100")).Body.Contains(word, StringComparison.Ordinal));
            var shown = await reader.GetAsync($"/api/v1/users/{user.Segment}");
            Assert.Equal(seen ? 1 : 0, shown.Json.GetProperty("messages").GetInt32());
        }
    }

    [Fact]
    public async Task The_simulator_goes_on_and_what_it_posts_is_seen_afterwards()
    {
        var (admin, user, other) = (await AdministratorAsync(), await Person.JoinAsync(Stack), await Person.JoinAsync(Stack));
        AssertDone(await ActAsync(admin, "suspend", user));
        var (plain, mention) = ($"plain {Guid.NewGuid():N}", $"to @{other.Name} {Guid.NewGuid():N}");

        foreach (var text in new[] { plain, mention })
        {
            AssertDone(await Api.SimulateAsync("POST", $"/msgs/{user.Segment}", new { content = text }));
        }

        AssertDone(await Api.SimulateAsync("POST", $"/fllws/{user.Segment}", new { follow = other.Name }));
        AssertDone(await Api.SimulateAsync("POST", $"/fllws/{other.Segment}", new { follow = user.Name }));
        var messages = await Api.SimulateAsync("GET", $"/msgs/{user.Segment}");
        Assert.Equal((HttpStatusCode.OK, "[]"), (messages.Status, messages.Body));
        Assert.DoesNotContain(plain, (await Api.SimulateAsync("GET", "/msgs")).Body, StringComparison.Ordinal);

        AssertDone(await ActAsync(admin, "unsuspend", user));

        Assert.True(
            await EventuallyAsync(async () => (await Api.SimulateAsync("GET", $"/msgs/{user.Segment}")).Json.EnumerateArray().Count() == 2)
        );
        Assert.Equal("1", (await other.GetAsync("/api/v1/me")).Header("Unread-Mentions"));
    }

    [Fact]
    public async Task Of_a_suspended_user_a_message_can_be_hidden_and_shown_for_afterwards()
    {
        var (admin, user) = (await AdministratorAsync(), await Person.JoinAsync(Stack));
        var (one, other) = (await SayAsync(user), await SayAsync(user));
        AssertDone(await ActAsync(admin, "hide", other));
        AssertDone(await ActAsync(admin, "suspend", user));
        Assert.True(await EventuallyAsync(async () => !await IsShownAsync(one)));

        AssertDone(await ActAsync(admin, "hide", one));
        AssertDone(await ActAsync(admin, "unhide", other));
        Assert.False(await IsShownAsync(other));
        AssertDone(await ActAsync(admin, "unsuspend", user));

        Assert.True(await EventuallyAsync(() => IsShownAsync(other)));
        Assert.False(await IsShownAsync(one));
    }

    [Fact]
    public async Task What_comes_in_while_somebody_is_being_suspended_goes_too_and_all_of_it_comes_back()
    {
        var (admin, user) = (await AdministratorAsync(), await Person.JoinAsync(Stack));
        await Stack.Database.ChangeAsync(
            "INSERT INTO messages (author_id, text) SELECT id, 'one of many' FROM users, generate_series(1, 2500) WHERE name = $1",
            user.Name
        );
        await using var late = await OpenTransaction.BeginAsync(Stack.Database);
        await late.RunAsync("INSERT INTO messages (author_id, text) SELECT id, 'late' FROM users WHERE name = $1", user.Name);
        AssertDone(await ActAsync(admin, "suspend", user));
        Assert.True(await EventuallyAsync(async () => await ShownAsync() == 0));
        var token = await Person.OpenSessionAsync(Stack.Database, user.Name);
        await late.CommitWhenAwaitedAsync(0);
        Assert.Equal(1, await ShownAsync());

        Assert.Equal(HttpStatusCode.Unauthorized, (await Api.GetAsync("/api/v1/me", $"Bearer {token}")).Status);
        for (var waited = 0; waited < 2 && await ShownAsync() > 0; waited++)
        {
            await EventuallyAsync(async () => await ShownAsync() == 0);
        }

        Assert.Equal(0, await ShownAsync());
        Assert.True(await EventuallyAsync(async () => await PendingAsync() == 0));
        Assert.Equal(
            0,
            await Stack.Database.ValueAsync<long>(
                "SELECT count(*) FROM sessions JOIN users ON users.id = user_id WHERE name = $1",
                user.Name
            )
        );

        AssertDone(await ActAsync(admin, "unsuspend", user));
        Assert.True(await EventuallyAsync(async () => await ShownAsync() == 2501));

        Task<long> ShownAsync() =>
            Stack.Database.ValueAsync<long>(
                "SELECT count(*) FROM messages JOIN users ON users.id = author_id WHERE name = $1 AND NOT flagged",
                user.Name
            );
        Task<long> PendingAsync() =>
            Stack.Database.ValueAsync<long>(
                "SELECT count(*) FROM suspension_changes JOIN users ON users.id = user_id WHERE name = $1",
                user.Name
            );
    }

    private Task<Reply> SignInAsync(Person user, string password) =>
        Api.PostAsync("/api/v1/sessions", new { username = user.Name, password });
}
