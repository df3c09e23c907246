using System.Net;
using MimeKit;
using MiniTwit.Tests.Mail;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Users;

public sealed class PasswordResetTests(StackFixture stack)
{
    private const string NoGood = "This link is no longer good. Ask for another.";
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task A_link_that_is_mailed_lets_its_user_choose_a_new_password_once()
    {
        var person = await Person.JoinAsync(stack);

        var asked = await AskAsync(person.Name);
        var mail = await stack.Mailbox.WaitForAsync(person.Email);
        var token = Assert.Single(Mailbox.Tokens(mail));
        var used = await UseAsync(token, "new");

        Assert.Equal((HttpStatusCode.Accepted, ""), (asked.Status, asked.Body));
        Assert.Equal(("Choose a new password", "MiniTwit"), (mail.Subject, mail.From.Mailboxes.Single().Name));
        Assert.Equal("auto-generated", mail.Headers[HeaderId.AutoSubmitted]);
        Assert.IsType<TextPart>(mail.Body);
        Assert.Contains($"“\u2068{person.Name}\u2069”", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains($"{stack.Web}login/reset?token={token}", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NoContent, ""), (used.Status, used.Body));
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync("/api/v1/me")).Status);
        Assert.Equal("Invalid password", (await SignInAsync(person, person.Password)).Detail);
        Assert.Equal(HttpStatusCode.Created, (await SignInAsync(person, "new")).Status);
        AssertNoGood(await UseAsync(token, "newer"));
        var told = await stack.Mailbox.WaitForAsync(person.Email, 2);
        Assert.Equal("Your password was changed", told.Subject);
    }

    [Fact]
    public async Task An_answer_does_not_tell_whether_there_is_such_a_user()
    {
        var person = await Person.JoinAsync(stack);
        var nobody = $"{Guid.NewGuid():N}@example.org";

        var answers = new List<Reply>();
        foreach (var user in new[] { person.Name, person.Email, Person.NewName(), nobody, "%", "a@b'; DROP TABLE users" })
        {
            answers.Add(await AskAsync(user));
        }

        await stack.Mailbox.WaitForAsync(person.Email, 2);
        var first = answers[0];
        Assert.All(
            answers,
            answer =>
                Assert.Equal(
                    (HttpStatusCode.Accepted, "", string.Join(' ', first.Headers.Keys)),
                    (answer.Status, answer.Body, string.Join(' ', answer.Headers.Keys))
                )
        );
        Assert.Empty(stack.Mailbox.Of(nobody));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("nul\0")]
    [InlineData(null)]
    public async Task What_nobody_could_be_called_is_refused(string? user)
    {
        var reply = await _api.PostAsync("/api/v1/password-resets", new { user });

        Assert.Equal((HttpStatusCode.BadRequest, "You have to enter a username or an e-mail address"), (reply.Status, reply.Detail));
    }

    [Fact]
    public async Task Those_who_share_an_address_get_one_mail_with_a_link_for_each()
    {
        var email = $"Shared-{Guid.NewGuid():N}@Example.org";
        var (one, other) = (Person.NewName("One"), Person.NewName("Other"));
        await _api.RegisterAsync(one, email);
        await _api.RegisterAsync(other, email.ToLowerInvariant());

        await AskAsync(other);
        Assert.Equal(2, Mailbox.Tokens(await stack.Mailbox.WaitForAsync(email)).Count);
        await AskAsync($" {email.ToUpperInvariant()} ");

        var mail = await stack.Mailbox.WaitForAsync(email, 2);
        var tokens = Mailbox.Tokens(mail);
        Assert.Equal(2, tokens.Count);
        var text = mail.TextBody!;
        Assert.Equal(
            new[] { one, tokens[0], other, tokens[1] }.Select(part => text.IndexOf(part, StringComparison.Ordinal)).Order(),
            new[] { one, tokens[0], other, tokens[1] }.Select(part => text.IndexOf(part, StringComparison.Ordinal))
        );
        Assert.Equal(HttpStatusCode.NoContent, (await UseAsync(tokens[1], "of other")).Status);
        Assert.Equal(HttpStatusCode.Created, (await SignInAsync(other, "of other")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await UseAsync(tokens[0], "of one")).Status);
    }

    [Fact]
    public async Task The_newest_link_is_the_one_that_is_good()
    {
        var person = await Person.JoinAsync(stack);

        var (first, second) = (await LinkAsync(person), await LinkAsync(person, 2));

        AssertNoGood(await UseAsync(first, "new"));
        Assert.Equal(HttpStatusCode.NoContent, (await UseAsync(second, "new")).Status);
    }

    [Fact]
    public async Task A_link_is_good_for_half_an_hour_and_its_token_is_stored_nowhere()
    {
        var person = await Person.JoinAsync(stack);
        var token = await LinkAsync(person);
        const string Mine = "password_resets WHERE user_id = (SELECT id FROM users WHERE name = $1)";

        var left = await stack.Database.ValueAsync<TimeSpan>($"SELECT expires_at - now() FROM {Mine}", person.Name);
        Assert.InRange(left, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(30));
        var row = await stack.Database.ValueAsync<string>($"SELECT password_resets::text FROM {Mine}", person.Name);
        Assert.DoesNotContain(token, row, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Convert.ToHexString(System.Buffers.Text.Base64Url.DecodeFromChars(token)),
            row,
            StringComparison.OrdinalIgnoreCase
        );
        await stack.Database.ChangeAsync(
            "UPDATE password_resets SET expires_at = now() WHERE user_id = (SELECT id FROM users WHERE name = $1)",
            person.Name
        );
        AssertNoGood(await UseAsync(token, "new"));

        // The next request of anybody's clears it away.
        await LinkAsync(await Person.JoinAsync(stack));
        await UntilAsync(async () => await stack.Database.ValueAsync<long>($"SELECT count(*) FROM {Mine}", person.Name) == 0);
    }

    [Fact]
    public async Task A_link_is_void_once_password_or_address_are_changed_or_the_account_is_gone()
    {
        var (one, two, three) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var tokens = new[] { await LinkAsync(one), await LinkAsync(two), await LinkAsync(three) };

        await one.SendAsync("PUT", "/api/v1/me/password", new { currentPassword = one.Password, newPassword = "chosen" });
        await two.SendAsync("PUT", "/api/v1/me/email", new { currentPassword = two.Password, email = "new@example.org" });
        await three.SendAsync("DELETE", "/api/v1/me", new { password = three.Password });

        foreach (var token in tokens)
        {
            AssertNoGood(await UseAsync(token, "new"));
        }
    }

    [Theory]
    [InlineData("", "new", NoGood)]
    [InlineData(null, "new", NoGood)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "new", NoGood)]
    [InlineData("nul\0", "new", NoGood)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "", "You have to enter a password")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "nul\0", "The password contains characters that cannot be stored")]
    public async Task What_is_no_link_or_no_password_is_refused(string? token, string password, string detail)
    {
        var reply = await _api.PostAsync("/api/v1/password-resets/used", new { token, password });

        Assert.Equal((HttpStatusCode.BadRequest, detail), (reply.Status, reply.Detail));
    }

    [Fact]
    public async Task A_refused_password_leaves_the_link_good()
    {
        var person = await Person.JoinAsync(stack);
        var token = await LinkAsync(person);

        Assert.Equal("A password has at most 256 characters", (await UseAsync(token, new string('x', 257))).Detail);

        Assert.Equal(HttpStatusCode.NoContent, (await UseAsync(token, "new")).Status);
    }

    [Fact]
    public async Task Used_by_several_at_once_it_is_used_by_one()
    {
        var person = await Person.JoinAsync(stack);
        var token = await LinkAsync(person);

        var replies = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => UseAsync(token, $"new {i}")));

        var used = Assert.Single(Enumerable.Range(0, 2), i => replies[i].Status == HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.Created, (await SignInAsync(person, $"new {used}")).Status);
    }

    [Fact]
    public async Task A_suspended_user_is_told_so_as_at_the_sign_in()
    {
        var person = await Person.JoinAsync(stack);
        var token = await LinkAsync(person);
        await stack.Database.ChangeAsync("UPDATE users SET suspended_at = now() WHERE name = $1", person.Name);

        var reply = await UseAsync(token, "new");

        Assert.Equal((HttpStatusCode.Forbidden, "This account is suspended"), (reply.Status, reply.Detail));
    }

    [Theory]
    [InlineData("da-DK,da;q=0.9,en;q=0.8", "Vælg en ny adgangskode")]
    [InlineData("de,en;q=0.5,da;q=0.4", "Choose a new password")]
    [InlineData("\u0001;;q=x", "Choose a new password")]
    public async Task A_mail_is_in_the_language_that_is_asked_for(string languages, string subject)
    {
        var person = await Person.JoinAsync(stack);

        await _api.SendAsync("POST", "/api/v1/password-resets", new { user = person.Name }, null, ("Accept-Language", languages));

        Assert.Equal(subject, (await stack.Mailbox.WaitForAsync(person.Email)).Subject);
    }

    [Fact]
    public async Task The_address_that_was_a_users_is_told_of_the_new_one()
    {
        var person = await Person.JoinAsync(stack);
        var email = $"{Guid.NewGuid():N}@example.org";

        await ChangeEmailAsync(person.Email.ToUpperInvariant());
        await ChangeEmailAsync(email);
        await person.SendAsync("PUT", "/api/v1/me/password", new { currentPassword = person.Password, newPassword = "new" });

        Assert.Equal("Your password was changed", (await stack.Mailbox.WaitForAsync(email)).Subject);
        var told = Assert.Single(stack.Mailbox.Of(person.Email));
        Assert.Equal("Your e-mail address was changed", told.Subject);
        Assert.DoesNotContain(email, told.TextBody, StringComparison.OrdinalIgnoreCase);

        async Task ChangeEmailAsync(string address) =>
            Assert.Equal(
                HttpStatusCode.NoContent,
                (await person.SendAsync("PUT", "/api/v1/me/email", new { currentPassword = person.Password, email = address })).Status
            );
    }

    [Theory]
    [InlineData("Bcc: evil@example.org")]
    [InlineData("“Quoted” <evil@example.org>, \"x\"")]
    [InlineData("שלום")]
    public async Task A_name_is_text_in_a_mail_and_nothing_else(string stem)
    {
        var person = await Person.JoinAsync(stack, stem);

        await AskAsync(person.Name);

        var mail = await stack.Mailbox.WaitForAsync(person.Email);
        Assert.Equal(person.Email, Assert.Single(mail.GetRecipients()).Address);
        Assert.Contains($"\u2068{person.Name}\u2069", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain(mail.Headers, header => header.Value.Contains(person.Name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("victim@example.org, {0}")]
    [InlineData("Victim <{0}>")]
    [InlineData("<{0}>")]
    [InlineData("{0} (Victim)")]
    public async Task What_is_more_than_an_address_gets_no_mail(string pattern)
    {
        var (address, name) = ($"{Guid.NewGuid():N}@example.org", Person.NewName());
        await _api.RegisterAsync(name, string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, address));

        await AskAsync(name);
        await LinkAsync(await Person.JoinAsync(stack));

        Assert.Empty(stack.Mailbox.Of(address));
    }

    private static void AssertNoGood(Reply reply) => Assert.Equal((HttpStatusCode.BadRequest, NoGood), (reply.Status, reply.Detail));

    private static async Task UntilAsync(Func<Task<bool>> happened)
    {
        for (var times = 0; !await happened(); times++)
        {
            Assert.True(times < 100, "It did not happen.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private Task<Reply> AskAsync(string user) => _api.PostAsync("/api/v1/password-resets", new { user });

    private Task<Reply> UseAsync(string token, string password) => _api.PostAsync("/api/v1/password-resets/used", new { token, password });

    private Task<Reply> SignInAsync(Person person, string password) => SignInAsync(person.Name, password);

    private Task<Reply> SignInAsync(string username, string password) => _api.PostAsync("/api/v1/sessions", new { username, password });

    /// <summary>Has a link mailed, and gives its token.</summary>
    private async Task<string> LinkAsync(Person person, int mails = 1)
    {
        await AskAsync(person.Email);
        return Assert.Single(Mailbox.Tokens(await stack.Mailbox.WaitForAsync(person.Email, mails)));
    }
}
