using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Users;

public sealed class EmailChangeTests(StackFixture stack)
{
    [Fact]
    public async Task The_new_address_takes_the_place_of_the_old_and_the_avatar_goes_with_it_at_once()
    {
        var person = await Person.JoinAsync(stack);
        var id = (await person.SayAsync("hello")).GetProperty("id").GetRawText();
        await new Api(stack.Api).GetAsync("/api/v1/timelines/public");

        var reply = await ChangeAsync(person, person.Password, " New@Example.org ");

        Assert.Equal((HttpStatusCode.NoContent, ""), (reply.Status, reply.Body));
        Assert.Equal("New@Example.org", (await person.GetAsync("/api/v1/me")).Json.GetProperty("email").GetString());
        var listed = (await new Api(stack.Api).GetAsync("/api/v1/timelines/public"))
            .Json.GetProperty("items")
            .EnumerateArray()
            .Single(message => message.GetProperty("id").GetRawText() == id);
        Assert.Equal(Avatar.Of("new@example.org"), listed.GetProperty("avatar").GetString());
    }

    [Theory]
    [InlineData("wrong", "new@example.org", "Invalid password")]
    [InlineData(null, "new@example.org", "Invalid password")]
    [InlineData("correct horse", null, "You have to enter a valid email address")]
    [InlineData("correct horse", " ", "You have to enter a valid email address")]
    [InlineData("correct horse", "no address", "You have to enter a valid email address")]
    [InlineData("correct horse", "a@b\n", "You have to enter a valid email address")]
    public async Task A_refused_change_changes_nothing(string? current, string? email, string detail)
    {
        var person = await Person.JoinAsync(stack);

        var reply = await ChangeAsync(person, current, email);

        Assert.Equal((HttpStatusCode.BadRequest, detail), (reply.Status, reply.Detail));
        Assert.Equal(person.Email, (await person.GetAsync("/api/v1/me")).Json.GetProperty("email").GetString());
    }

    private static Task<Reply> ChangeAsync(Person person, string? currentPassword, string? email) =>
        person.SendAsync("PUT", "/api/v1/me/email", new { currentPassword, email });
}
