using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Users;

public sealed class AccountDeletionTests(StackFixture stack)
{
    [Fact]
    public async Task Deleting_an_account_leaves_no_row_of_it_and_touches_nobody_elses()
    {
        var other = await Person.JoinAsync(stack);
        await other.SayAsync("stays");
        var before = await Rows.CountAsync(stack.Database);
        var person = await Person.JoinAsync(stack);
        await person.SayAsync("goes");
        await person.SayAsync("goes, flagged");
        await stack.Database.ChangeAsync("UPDATE messages SET flagged = true WHERE text = 'goes, flagged'");
        await person.FollowAsync(other);
        await other.FollowAsync(person);

        var reply = await person.SendAsync("DELETE", "/api/v1/me", new { password = person.Password });

        Assert.Equal((HttpStatusCode.NoContent, ""), (reply.Status, reply.Body));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync("/api/v1/me")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/api/v1/users/{person.Segment}")).Status);
        Assert.Equal("stays", (await other.GetAsync("/api/v1/timelines/home")).Json.GetProperty("items")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_deleted_accounts_name_is_free_again_and_its_tokens_stay_dead()
    {
        var person = await Person.JoinAsync(stack);
        await person.SendAsync("DELETE", "/api/v1/me", new { password = person.Password });

        var again = await new Api(stack.Api).PostAsync("/register", new { username = person.Name, email = "a@b", pwd = "p" });

        Assert.Equal(HttpStatusCode.NoContent, again.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync("/api/v1/me")).Status);
    }

    [Theory]
    [InlineData("""{"password":"wrong"}""")]
    [InlineData("""{"password":null}""")]
    [InlineData("{}")]
    public async Task Without_the_password_nothing_is_deleted(string body)
    {
        var person = await Person.JoinAsync(stack);
        await person.SayAsync("stays");
        var before = await Rows.CountAsync(stack.Database);

        var reply = await person.SendAsync("DELETE", "/api/v1/me", body);

        Assert.Equal((HttpStatusCode.BadRequest, "Invalid password"), (reply.Status, reply.Detail));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }
}
