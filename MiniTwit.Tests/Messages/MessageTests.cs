using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Messages;

public sealed class MessageTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task An_author_deletes_an_own_message_once()
    {
        var person = await Person.JoinAsync(stack);
        await person.SayAsync("stays");
        var before = await Rows.CountAsync(stack.Database);
        var path = Path((await person.SayAsync("goes")).GetProperty("id").GetInt64());

        var reply = await person.SendAsync("DELETE", path);

        Assert.Equal((HttpStatusCode.NoContent, ""), (reply.Status, reply.Body));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
        Assert.Equal((HttpStatusCode.NotFound, "There is no such message"), Told(await _api.GetAsync(path)));
        Assert.Equal((HttpStatusCode.NotFound, "There is no such message"), Told(await person.SendAsync("DELETE", path)));
    }

    [Fact]
    public async Task Nobody_deletes_anothers_message()
    {
        var (author, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var path = Path((await author.SayAsync("stays")).GetProperty("id").GetInt64());

        Assert.Equal((HttpStatusCode.Forbidden, "Only its author can delete a message"), Told(await other.SendAsync("DELETE", path)));
        Assert.Equal(HttpStatusCode.OK, (await _api.GetAsync(path)).Status);
    }

    [Fact]
    public async Task A_flagged_message_is_gone_for_everybody()
    {
        var (author, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var id = (await author.SayAsync("flagged")).GetProperty("id").GetInt64();
        await stack.Database.ChangeAsync("UPDATE messages SET flagged = true WHERE id = $1", id);

        Assert.Equal(HttpStatusCode.NotFound, (await author.GetAsync(Path(id))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.SendAsync("DELETE", Path(id))).Status);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("abc")]
    [InlineData("1%20OR%201=1")]
    [InlineData("%00")]
    public async Task A_message_that_is_not_there_is_not_found(string id)
    {
        var person = await Person.JoinAsync(stack);

        foreach (var method in new[] { "GET", "DELETE" })
        {
            Assert.InRange((int)(await person.SendAsync(method, $"/api/v1/messages/{id}")).Status, 400, 404);
        }
    }

    private static string Path(long id) => FormattableString.Invariant($"/api/v1/messages/{id}");

    private static (HttpStatusCode, string?) Told(Reply reply) => (reply.Status, reply.Detail);
}
