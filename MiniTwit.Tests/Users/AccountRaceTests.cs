using System.Net;
using System.Security.Cryptography;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Users;

/// <summary>What another request does to an account between the check of a password and what the password allows.</summary>
public sealed class AccountRaceTests(StackFixture stack)
{
    private const string SetHash = "UPDATE users SET password_hash = $2 WHERE name = $1";
    private const string Delete = "DELETE FROM users WHERE name = $1";

    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task A_sign_in_with_the_old_password_opens_no_session_once_it_is_changed()
    {
        var person = await Person.JoinAsync(stack);

        var reply = await DuringAsync(() => SignInAsync(person), SetHash, person.Name, await HashOfAsync("another"));

        Assert.Equal((HttpStatusCode.Unauthorized, "Invalid password"), (reply.Status, reply.Detail));
        Assert.Equal(1, await SessionsOfAsync(person));
    }

    [Fact]
    public async Task A_sign_in_goes_on_when_the_hash_was_replaced_by_another_of_the_same_password()
    {
        var person = await Person.JoinAsync(stack);

        var reply = await DuringAsync(() => SignInAsync(person), SetHash, person.Name, await HashOfAsync(person.Password));

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal(2, await SessionsOfAsync(person));
    }

    [Fact]
    public async Task A_sign_in_to_an_account_that_is_being_deleted_hears_that_there_is_none()
    {
        var person = await Person.JoinAsync(stack);

        var reply = await DuringAsync(() => SignInAsync(person), Delete, person.Name);

        Assert.Equal((HttpStatusCode.Unauthorized, "Invalid username"), (reply.Status, reply.Detail));
    }

    [Fact]
    public async Task A_change_of_password_ends_a_session_that_was_being_opened()
    {
        var person = await Person.JoinAsync(stack);
        await using var opening = await OpenTransaction.BeginAsync(stack.Database);
        await opening.RunAsync("SELECT FROM users WHERE name = $1 FOR NO KEY UPDATE", person.Name);
        await opening.RunAsync(
            "INSERT INTO sessions SELECT $2, id, now(), now(), now() + interval '1 day' FROM users WHERE name = $1",
            person.Name,
            RandomNumberGenerator.GetBytes(32)
        );

        var change = ChangeAsync(person, "new");
        await opening.CommitWhenAwaitedAsync(1, change);

        Assert.Equal(HttpStatusCode.NoContent, (await change).Status);
        Assert.Equal(1, await SessionsOfAsync(person));
    }

    [Fact]
    public async Task Of_two_changes_at_once_the_second_needs_the_password_of_the_first()
    {
        var person = await Person.JoinAsync(stack);
        var first = await HashOfAsync("first");

        var reply = await DuringAsync(() => ChangeAsync(person, "second"), SetHash, person.Name, first);

        Assert.Equal((HttpStatusCode.BadRequest, "Invalid password"), (reply.Status, reply.Detail));
        Assert.Equal(first, await stack.Database.ValueAsync<string>("SELECT password_hash FROM users WHERE name = $1", person.Name));
    }

    [Fact]
    public async Task An_account_whose_password_is_being_changed_is_not_deleted_with_the_old_one()
    {
        var person = await Person.JoinAsync(stack);

        var reply = await DuringAsync(() => DeleteAsync(person), SetHash, person.Name, await HashOfAsync("another"));

        Assert.Equal((HttpStatusCode.BadRequest, "Invalid password"), (reply.Status, reply.Detail));
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/api/v1/me")).Status);
    }

    [Fact]
    public async Task A_change_of_password_or_a_deletion_goes_on_when_the_hash_was_replaced_by_another_of_the_same_password()
    {
        var person = await Person.JoinAsync(stack);
        var hash = await HashOfAsync(person.Password);

        Assert.Equal(
            HttpStatusCode.NoContent,
            (await DuringAsync(() => ChangeAsync(person, person.Password), SetHash, person.Name, hash)).Status
        );
        Assert.Equal(HttpStatusCode.NoContent, (await DuringAsync(() => DeleteAsync(person), SetHash, person.Name, hash)).Status);
        Assert.Equal(0, await stack.Database.ValueAsync<long>("SELECT count(*) FROM users WHERE name = $1", person.Name));
    }

    [Fact]
    public async Task A_change_of_password_or_a_deletion_of_an_account_that_is_being_deleted_is_told_to_sign_in()
    {
        foreach (var act in new Func<Person, Task<Reply>>[] { DeleteAsync, person => ChangeAsync(person, "new") })
        {
            var person = await Person.JoinAsync(stack);
            Assert.Equal(HttpStatusCode.Unauthorized, (await DuringAsync(() => act(person), Delete, person.Name)).Status);
        }
    }

    [Fact]
    public async Task Who_signs_in_several_times_at_once_has_ten_sessions_all_the_same()
    {
        var person = await Person.JoinAsync(stack);
        for (var i = 0; i < 9; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await SignInAsync(person)).Status);
        }

        await using var lockOnIt = await OpenTransaction.BeginAsync(stack.Database);
        await lockOnIt.RunAsync("SELECT FROM users WHERE name = $1 FOR UPDATE", person.Name);

        var both = new[] { SignInAsync(person), SignInAsync(person) };
        await lockOnIt.CommitWhenAwaitedAsync(2, both);

        Assert.All(await Task.WhenAll(both), reply => Assert.Equal(HttpStatusCode.Created, reply.Status));
        Assert.Equal(10, await SessionsOfAsync(person));
    }

    /// <summary>Lets a request begin before a statement is committed, and end after.</summary>
    private async Task<Reply> DuringAsync(Func<Task<Reply>> send, string sql, params object[] arguments)
    {
        await using var other = await OpenTransaction.BeginAsync(stack.Database);
        await other.RunAsync(sql, arguments);
        var request = send();
        await other.CommitWhenAwaitedAsync(1, request);
        return await request;
    }

    private async Task<string> HashOfAsync(string password)
    {
        var username = Person.NewName();
        Assert.Equal(
            HttpStatusCode.Created,
            (
                await _api.PostAsync(
                    "/api/v1/users",
                    new
                    {
                        username,
                        email = "a@b",
                        password,
                    }
                )
            ).Status
        );
        return await stack.Database.ValueAsync<string>("SELECT password_hash FROM users WHERE name = $1", username);
    }

    private Task<long> SessionsOfAsync(Person person) =>
        stack.Database.ValueAsync<long>(
            "SELECT count(*) FROM sessions WHERE user_id = (SELECT id FROM users WHERE name = $1)",
            person.Name
        );

    private Task<Reply> SignInAsync(Person person) =>
        _api.PostAsync("/api/v1/sessions", new { username = person.Name, password = person.Password });

    private static Task<Reply> ChangeAsync(Person person, string newPassword) =>
        person.SendAsync("PUT", "/api/v1/me/password", new { currentPassword = person.Password, newPassword });

    private static Task<Reply> DeleteAsync(Person person) => person.SendAsync("DELETE", "/api/v1/me", new { password = person.Password });
}
