using System.Net;
using System.Net.Sockets;
using MiniTwit.Tests.Limits;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Mail;

/// <summary>Where there is no mail server, or none that will do.</summary>
public sealed class NoMailTests(StackFixture stack)
{
    [Fact]
    public async Task A_site_without_mail_says_so_and_whom_to_ask()
    {
        await using var api = await LimitedApi.StartAsync(stack);
        await using var web = await AppProcess.StartAsync<Projects.MiniTwit_Web>(
            new Dictionary<string, string>
            {
                ["services__api__http__0"] = api.Address.ToString(),
                ["services__api__management__0"] = api.Management.ToString(),
                ["Site__Contact"] = "help@example.org",
            }
        );
        using var visitor = new Visitor(web.Address);

        var refused = await new Api(api.Address).PostAsync("/api/v1/password-resets", new { user = "Ada" });
        Assert.Equal((HttpStatusCode.NotFound, "This site sends no mail"), (refused.Status, refused.Detail));
        foreach (
            var page in new[] { await visitor.GetAsync("/login/forgotten"), await visitor.PostAsync("/login/forgotten", ("user", "Ada")) }
        )
        {
            Assert.Equal((HttpStatusCode.OK, "Forgotten password"), (page.Status, page.Heading));
            Assert.Contains("This site sends no mail", page.Source, StringComparison.Ordinal);
            Assert.Equal("mailto:help@example.org", page.Link("help@example.org"));
            Assert.Empty(page.Document.QuerySelectorAll("main form"));
        }

        var person = await Person.JoinAsync(stack);
        await ChangeEmailAsync(new Api(api.Address), person);
        Assert.Empty(stack.Mailbox.Of(person.Email));
    }

    /// <summary>First somebody listens who says nothing, then somebody who offers no TLS, then somebody whose certificate nobody trusts.</summary>
    [Fact]
    public async Task A_mail_server_that_will_not_do_holds_nobody_up_and_gets_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("minitwit-no-mail-");
        try
        {
            var port = AppProcess.FreePort();
            await using var process = await LimitedApi.StartAsync(
                stack,
                ("Site__Address", "https://minitwit.example"),
                ("Mail__Host", $"localhost:{port}"),
                ("Mail__From", "minitwit@example.org"),
                ("Logs__Directory", folder.FullName),
                ("Limits__PasswordResets__AtOnce", "1000")
            );
            var (api, logs) = (new Api(process.Address), new LogFolder(folder.FullName));

            var person = await Person.JoinAsync(stack);
            using (var silent = TcpListener.Create(port))
            {
                silent.Start();
                // Which a request has less time for than a mail.
                await ChangeEmailAsync(api, person);
                using var connection = await silent.AcceptSocketAsync(TestContext.Current.CancellationToken);
            }

            await logs.WaitForAsync("the server cannot be reached");
            await using (var plain = new Mailbox(port: port))
            {
                await AskUntilAsync("the server offers no TLS");
                Assert.Empty(plain.Of(person.Email));
            }

            using var certificate = MailServerCertificate.Create();
            await using (var untrusted = new Mailbox(certificate, port))
            {
                await AskUntilAsync("no TLS with a certificate that is trusted");
                Assert.Empty(untrusted.Of(person.Email));
            }

            Assert.Equal(HttpStatusCode.OK, (await new Api(process.Management).GetAsync("/health/ready")).Status);
            Assert.DoesNotContain(logs.Lines(), line => line.Contains(person.Email, StringComparison.OrdinalIgnoreCase));

            // The mail before may be waiting for its next try still.
            async Task AskUntilAsync(string line)
            {
                for (var times = 0; !logs.Lines().Any(written => written.Contains(line, StringComparison.Ordinal)); times++)
                {
                    Assert.True(times < 100, $"No line with {line}.");
                    if (times % 10 == 0)
                    {
                        var asked = await api.PostAsync("/api/v1/password-resets", new { user = person.Name });
                        Assert.Equal(HttpStatusCode.Accepted, asked.Status);
                    }

                    await Task.Delay(200, TestContext.Current.CancellationToken);
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Settings_that_leave_something_out_are_refused_at_the_start()
    {
        await using var process = AppProcess.Start<Projects.MiniTwit_ApiService>(
            new Dictionary<string, string> { ["Mail__Host"] = "localhost:25", ["ConnectionStrings__minitwit"] = "Host=x" }
        );

        Assert.NotEqual(0, await process.WaitForExitAsync());
    }

    private static async Task ChangeEmailAsync(Api api, Person person)
    {
        var changed = await api.SendAsync(
            "PUT",
            "/api/v1/me/email",
            new { currentPassword = person.Password, email = $"{Guid.NewGuid():N}@example.org" },
            person.Bearer
        );
        Assert.Equal(HttpStatusCode.NoContent, changed.Status);
    }
}
