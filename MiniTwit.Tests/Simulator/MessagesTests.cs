using System.Net;
using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Simulator;

public sealed class MessagesTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task Messages_are_listed_newest_first_with_text_time_and_author()
    {
        var (one, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var start = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await PostAsync(one, "first");
        await PostAsync(other, "second");
        await PostAsync(one, "third");

        var reply = await _api.SimulateAsync("GET", "/msgs?no=3");

        Assert.Equal((HttpStatusCode.OK, "application/json"), (reply.Status, reply.ContentType));
        var messages = reply.Json.EnumerateArray().ToList();
        Assert.Equal(
            [("third", one.Name), ("second", other.Name), ("first", one.Name)],
            messages.Select(m => (m.GetProperty("content").GetString()!, m.GetProperty("user").GetString()!))
        );
        Assert.All(
            messages,
            message =>
            {
                Assert.Equal(["content", "pub_date", "user"], message.EnumerateObject().Select(field => field.Name));
                Assert.Matches("^[0-9]{10}$", message.GetProperty("pub_date").GetRawText());
                Assert.InRange(message.GetProperty("pub_date").GetInt64(), start, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            }
        );
    }

    [Fact]
    public async Task A_users_messages_are_only_that_users()
    {
        var (one, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        await PostAsync(one, "mine");
        await PostAsync(other, "not mine");
        await PostAsync(one, "mine, too");

        Assert.Equal(["mine, too", "mine"], await TextsAsync($"/msgs/{one.Segment}"));
        Assert.Equal(["mine, too"], await TextsAsync($"/msgs/{one.Segment}?no=1"));
        Assert.Equal([], await TextsAsync($"/msgs/{(await Person.JoinAsync(stack)).Segment}"));
    }

    [Fact]
    public async Task A_list_has_100_messages_when_not_asked_for_a_number()
    {
        var person = await Person.JoinAsync(stack);
        for (var i = 1; i <= 101; i++)
        {
            await PostAsync(person, $"message {i}");
        }

        var expected = Enumerable.Range(2, 100).Reverse().Select(i => $"message {i}").ToList();

        Assert.Equal(expected, await TextsAsync("/msgs"));
        Assert.Equal(expected, await TextsAsync($"/msgs/{person.Segment}"));
        Assert.Equal([.. expected, "message 1"], await TextsAsync($"/msgs/{person.Segment}?no=10000"));
        Assert.Equal([], await TextsAsync("/msgs?no=0"));
        Assert.Equal([], await TextsAsync($"/msgs/{person.Segment}?no=0"));
    }

    [Fact]
    public async Task Flagged_messages_are_left_out()
    {
        var person = await Person.JoinAsync(stack);
        await PostAsync(person, "fine");
        await PostAsync(person, "flagged");
        await stack.Database.ChangeAsync("UPDATE messages SET flagged = true WHERE text = 'flagged'");

        Assert.Equal(["fine"], await TextsAsync($"/msgs/{person.Segment}"));
        Assert.Equal(["fine"], await TextsAsync("/msgs?no=1"));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task An_unknown_users_messages_are_not_found(string method)
    {
        var before = await Rows.CountAsync(stack.Database);

        var reply = await _api.SimulateAsync(method, "/msgs/Nobody%20At%20All", method == "POST" ? new { content = "x" } : null);

        Assert.Equal(HttpStatusCode.NotFound, reply.Status);
        Assert.Equal("""{"status":404,"error_msg":"The user does not exist"}""", reply.Body);
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }

    [Fact]
    public async Task A_user_is_found_without_regard_to_case()
    {
        var person = await Person.JoinAsync(stack, "Söre Straße");

        var reply = await _api.SimulateAsync(
            "POST",
            $"/msgs/{Uri.EscapeDataString(person.Name.ToUpperInvariant())}",
            new { content = "hi" }
        );

        Assert.Equal((HttpStatusCode.NoContent, ""), (reply.Status, reply.Body));
        Assert.Equal(["hi"], await TextsAsync($"/msgs/{person.Segment}"));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain; charset=utf-8")]
    public async Task The_content_type_of_a_body_does_not_matter(string contentType)
    {
        var person = await Person.JoinAsync(stack);
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new { content = "hi" }));
        content.Headers.Add("Content-Type", contentType);

        Assert.Equal(HttpStatusCode.NoContent, (await _api.SimulateAsync("POST", $"/msgs/{person.Segment}", content)).Status);
    }

    private async Task PostAsync(Person author, string content) =>
        Assert.Equal(HttpStatusCode.NoContent, (await _api.SimulateAsync("POST", $"/msgs/{author.Segment}", new { content })).Status);

    private async Task<List<string>> TextsAsync(string path)
    {
        var reply = await _api.SimulateAsync("GET", path);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return [.. reply.Json.EnumerateArray().Select(message => message.GetProperty("content").GetString()!)];
    }
}
