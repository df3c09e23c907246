using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MiniTwit.Tests.Limits;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Users;

public sealed class ExportTests(StackFixture stack)
{
    private const string Path = "/api/v1/me/export";

    [Fact]
    public async Task It_has_all_that_one_gave_and_nothing_to_sign_in_with()
    {
        var (person, friend, fan) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var (first, gone, last) = (await person.SayAsync("first"), await person.SayAsync("gone"), await person.SayAsync("last"));
        await friend.SayAsync("not mine");
        await person.SendAsync("DELETE", $"/api/v1/messages/{gone.GetProperty("id")}");
        await person.FollowAsync(friend);
        await fan.FollowAsync(person);
        var (blocked, muted) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        await person.SendAsync("PUT", $"/api/v1/me/blocks/{blocked.Segment}");
        await person.SendAsync("PUT", $"/api/v1/me/mutes/{muted.Segment}");
        await person.SendAsync("PUT", "/api/v1/me/profile", new { displayName = "A name", bio = "" });

        var reply = await person.GetAsync(Path);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(("no-store", null), (reply.Header("Cache-Control"), reply.Header("ETag")));
        var export = reply.Json;
        Assert.Equal((person.Name, person.Email), (Text(export, "username"), Text(export, "email")));
        Assert.Equal(("A name", null, Avatar.Of(person.Email)), (Text(export, "displayName"), Text(export, "bio"), Text(export, "avatar")));
        Assert.Equal([("last", Id(last)), ("first", Id(first))], List(export, "messages"));
        Assert.Equal([("gone", Id(gone))], List(export, "deletedMessages"));
        Assert.Equal([friend.Name], Names(export, "following"));
        Assert.Equal([fan.Name], Names(export, "followers"));
        Assert.Equal([blocked.Name], Names(export, "blocked"));
        Assert.Equal([muted.Name], Names(export, "muted"));
        Assert.True(Assert.Single(export.GetProperty("sessions").EnumerateArray()).GetProperty("current").GetBoolean());
        Assert.DoesNotContain(person.Token, reply.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("hash", reply.Body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_can_no_longer_be_put_back_is_not_in_it()
    {
        var person = await Person.JoinAsync(stack);
        var id = Id(await person.SayAsync("gone"));
        await person.SendAsync("DELETE", $"/api/v1/messages/{id}");
        await stack.Database.ChangeAsync("UPDATE deleted_messages SET deleted_at = now() - interval '11 minutes' WHERE id = $1", id);

        Assert.DoesNotContain("gone", (await person.GetAsync(Path)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_has_a_few_a_day()
    {
        await using var process = await LimitedApi.StartAsync(stack);
        var (api, person, other) = (new Api(process.Address), await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await api.GetAsync(Path, person.Bearer)).Status);
        }

        var refused = await api.GetAsync(Path, person.Bearer);

        Assert.Equal((HttpStatusCode.TooManyRequests, "21600"), (refused.Status, refused.Header("Retry-After")));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync(Path, other.Bearer)).Status);
    }

    [Fact]
    public async Task A_long_one_is_sent_as_it_is_read_and_ends_with_its_reader()
    {
        const int Count = 60_000;
        var person = await Person.JoinAsync(stack);
        await stack.Database.ChangeAsync(
            """
            INSERT INTO messages (author_id, text, posted_at)
            SELECT id, repeat('x', 250), now() FROM users, generate_series(1, $2) WHERE name = $1
            """,
            person.Name,
            Count
        );
        using var client = StackFixture.CreateClient(stack.Api);
        client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(person.Bearer);

        using (var begun = await client.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
        {
            Assert.Equal("attachment", begun.Content.Headers.ContentDisposition?.DispositionType);
            // More than this the sockets between us do not take: the rest has not been read yet.
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            await stack.Database.ChangeAsync(
                "UPDATE messages SET text = 'late' WHERE id = (SELECT min(m.id) FROM messages m JOIN users u ON u.id = author_id WHERE name = $1)",
                person.Name
            );
            Assert.Contains(
                "\"late\"",
                await begun.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal
            );
        }

        var messages = (await person.GetAsync(Path)).Json.GetProperty("messages").EnumerateArray().Select(Id).ToList();
        Assert.Equal((Count, true), (messages.Count, messages.SequenceEqual(messages.Distinct().OrderDescending())));
        await LeaveInTheMiddleAsync(person);
    }

    private async Task LeaveInTheMiddleAsync(Person person)
    {
        var logs = new LogFolder(System.IO.Path.Combine(stack.DataDirectory, "logs"));
        var trace = Guid.NewGuid().ToString("N");
        using var request = await RawRequest.SendAsync(
            stack.Api,
            "GET",
            Path,
            [$"Authorization: {person.Bearer}", $"traceparent: 00-{trace}-{trace[..16]}-01"],
            ""
        );
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await request.LeaveAsync(Leaving.Reset);

        await logs.WaitForAsync($"\"{trace}\"");
        var line = Assert.Single(logs.Lines(), line => line.Contains(trace, StringComparison.Ordinal));
        Assert.Contains("\"log\":{\"level\":\"info\"", line, StringComparison.Ordinal);
    }

    private static string? Text(JsonElement export, string name) => export.GetProperty(name).GetString();

    private static long Id(JsonElement message) => message.GetProperty("id").GetInt64();

    private static IEnumerable<(string?, long)> List(JsonElement export, string name) =>
        export.GetProperty(name).EnumerateArray().Select(message => (Text(message, "text"), Id(message)));

    private static IEnumerable<string?> Names(JsonElement export, string name) =>
        export.GetProperty(name).EnumerateArray().Select(item => item.GetString());
}
