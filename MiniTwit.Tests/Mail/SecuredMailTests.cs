using System.Net;
using MiniTwit.Tests.Limits;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Mail;

public sealed class SecuredMailTests(StackFixture stack, SecuredMail mail) : IClassFixture<SecuredMail>
{
    [Fact]
    public async Task A_mail_goes_over_TLS_and_neither_its_address_nor_its_token_into_a_log()
    {
        var person = await Person.JoinAsync(stack);

        await AskAsync(person.Email, "203.0.113.1");
        var letter = await mail.Mailbox.WaitForAsync(person.Email);
        var token = Assert.Single(Mailbox.Tokens(letter));
        var used = await mail.Api.PostAsync("/api/v1/password-resets/used", new { token, password = "a new password" });
        await mail.Mailbox.WaitForAsync(person.Email, 2);

        Assert.Equal(HttpStatusCode.NoContent, used.Status);
        Assert.Equal(
            ("Small Thoughts", "minitwit@example.org"),
            (letter.From.Mailboxes.Single().Name, letter.From.Mailboxes.Single().Address)
        );
        Assert.EndsWith("@example.org", letter.MessageId, StringComparison.Ordinal);
        Assert.Contains($"https://minitwit.example/login/reset?token={token}", letter.TextBody, StringComparison.Ordinal);
        await mail.Logs.WaitForAsync("/api/v1/password-resets/used");
        foreach (var secret in new[] { token, person.Email, person.Email.Split('@')[0], "a new password", Mailbox.Password })
        {
            Assert.DoesNotContain(mail.Logs.Lines(), line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }

        var metrics = (await mail.Management.GetAsync("/metrics")).Body;
        Assert.Matches("minitwit_mails_sent_total(\\{[^}]*\\})? [1-9]", metrics);
    }

    [Fact]
    public async Task An_address_may_ask_so_often()
    {
        var answers = new List<Reply>();
        for (var time = 0; time <= SecuredMail.RequestsOfAddress; time++)
        {
            answers.Add(await AskAsync(Person.NewName(), "203.0.113.2"));
        }

        Assert.All(answers[..^1], answer => Assert.Equal(HttpStatusCode.Accepted, answer.Status));
        Assert.Equal((HttpStatusCode.TooManyRequests, "60"), (answers[^1].Status, answers[^1].Header("Retry-After")));
        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(Person.NewName(), "203.0.113.3")).Status);
    }

    /// <summary>Nobody is told: else asking would tell who is a user.</summary>
    [Fact]
    public async Task An_address_gets_so_many_links_and_the_last_stays_good()
    {
        var (person, next) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        for (var time = 0; time <= SecuredMail.LinksToAddress; time++)
        {
            Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(person.Name, "203.0.113.4")).Status);
        }

        await AskAsync(next.Name, "203.0.113.4");
        await mail.Mailbox.WaitForAsync(next.Email);

        Assert.Equal(SecuredMail.LinksToAddress, mail.Mailbox.Of(person.Email).Count);
        var token = Assert.Single(Mailbox.Tokens(mail.Mailbox.Of(person.Email)[^1]));
        var used = await mail.Api.PostAsync("/api/v1/password-resets/used", new { token, password = "new" });
        Assert.Equal(HttpStatusCode.NoContent, used.Status);
    }

    [Fact]
    public async Task An_address_is_told_so_many_changes_and_gets_a_link_all_the_same()
    {
        var person = await Person.JoinAsync(stack);
        for (var time = 0; time <= SecuredMail.NoticesToAddress; time++)
        {
            var changed = await mail.Api.SendAsync(
                "PUT",
                "/api/v1/me/email",
                new { currentPassword = person.Password, email = "other@example.org" },
                person.Bearer
            );
            Assert.Equal(HttpStatusCode.NoContent, changed.Status);
            await stack.Database.ChangeAsync("UPDATE users SET email = $1 WHERE name = $2", person.Email, person.Name);
        }

        await AskAsync(person.Name, "203.0.113.5");
        var last = await mail.Mailbox.WaitForAsync(person.Email, SecuredMail.NoticesToAddress + 1);

        Assert.Single(Mailbox.Tokens(last));
        Assert.Equal(SecuredMail.NoticesToAddress + 1, mail.Mailbox.Of(person.Email).Count);
        await mail.Logs.WaitForAsync("its address has had too many");
    }

    private Task<Reply> AskAsync(string user, string from) =>
        mail.Api.SendAsync("POST", "/api/v1/password-resets", new { user }, null, LimitedApi.From(from));
}
