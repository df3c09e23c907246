using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Users;

public sealed class PasswordChangeTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task A_new_password_takes_the_place_of_the_old_and_ends_all_other_sessions()
    {
        var person = await Person.JoinAsync(stack);
        var elsewhere = person with { Token = (await SignInAsync(person, person.Password)).Json.GetProperty("token").GetString()! };

        var reply = await ChangeAsync(person, person.Password, "new");

        Assert.Equal((HttpStatusCode.NoContent, ""), (reply.Status, reply.Body));
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/api/v1/me")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.GetAsync("/api/v1/me")).Status);
        Assert.Equal("Invalid password", (await SignInAsync(person, person.Password)).Detail);
        Assert.Equal(HttpStatusCode.Created, (await SignInAsync(person, "new")).Status);
    }

    [Theory]
    [InlineData("wrong", "new", "Invalid password")]
    [InlineData("", "new", "Invalid password")]
    [InlineData("correct horse", "", "You have to enter a password")]
    [InlineData("correct horse", "nul\0", "The password contains characters that cannot be stored")]
    public async Task A_refused_change_changes_nothing(string current, string next, string detail)
    {
        var person = await Person.JoinAsync(stack);
        var before = await Rows.CountAsync(stack.Database);

        var reply = await ChangeAsync(person, current, next);

        Assert.Equal((HttpStatusCode.BadRequest, detail), (reply.Status, reply.Detail));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
        Assert.Equal(HttpStatusCode.Created, (await SignInAsync(person, person.Password)).Status);
    }

    private static Task<Reply> ChangeAsync(Person person, string currentPassword, string newPassword) =>
        person.SendAsync("PUT", "/api/v1/me/password", new { currentPassword, newPassword });

    private Task<Reply> SignInAsync(Person person, string password) =>
        _api.PostAsync("/api/v1/sessions", new { username = person.Name, password });
}
