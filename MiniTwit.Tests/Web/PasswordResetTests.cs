using System.Net;
using MiniTwit.Tests.Mail;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class PasswordResetTests(StackFixture stack) : WebTest(stack)
{
    [Fact]
    public async Task Who_has_forgotten_the_password_chooses_another_by_a_mail()
    {
        var (name, email, visitor) = (NewName(), $"{Guid.NewGuid():N}@example.org", Visit());
        await RegisterAsync(visitor, name, email);
        var forgotten = await visitor.GetAsync((await Visit().GetAsync("/login")).Link("Forgotten your password?"));
        Assert.Equal("Forgotten password", forgotten.Heading);

        // The link's address is not for whoever asks to choose.
        visitor.Headers.Host = "evil.example";
        var asked = await visitor.PostAsync("/login/forgotten", ("user", name));
        visitor.Headers.Host = null;
        var unknown = await visitor.PostAsync("/login/forgotten", ("user", NewName()));
        var token = Assert.Single(Mailbox.Tokens(await Stack.Mailbox.WaitForAsync(email)));

        Assert.Equal(HttpStatusCode.OK, asked.Status);
        Assert.Contains("If there is such a user, a mail is on its way", asked.Source, StringComparison.Ordinal);
        Assert.Equal(asked.Source, unknown.Source);
        Assert.Contains($"{Stack.Web}login/reset?token={token}", Stack.Mailbox.Of(email)[0].TextBody, StringComparison.Ordinal);

        var form = await visitor.GetAsync($"/login/reset?token={token}");
        Assert.Equal(("New password", token), (form.Heading, form.Value("token")));
        var refused = await visitor.PostAsync("/login/reset", ("token", token), ("password", "a new horse"), ("password2", "other"));
        Assert.Equal(["The two passwords do not match"], refused.Errors);
        Assert.Equal(token, refused.Value("token"));
        var weak = await visitor.PostAsync("/login/reset", ("token", token), ("password", "qwertyuiop"), ("password2", "qwertyuiop"));
        Assert.Equal(["That password is one of the most used ones. Please choose another"], weak.Errors);
        var done = await visitor.PostAsync("/login/reset", ("token", token), ("password", "a new horse"), ("password2", "a new horse"));

        Assert.Equal(["Your password was changed, please sign in with it"], done.Flashes);
        Assert.Equal("Sign In", done.Heading);
        Assert.Equal(["You were logged in"], (await SignInAsync(visitor, name, "a new horse")).Flashes);
        var again = await Visit()
            .PostAsync("/login/reset", ("token", token), ("password", "a third horse"), ("password2", "a third horse"));
        Assert.Equal((HttpStatusCode.OK, "This link is no longer good. Ask for another."), (again.Status, Assert.Single(again.Errors)));
        Assert.Equal("/login/forgotten", again.Link("Ask for another"));
    }

    [Fact]
    public async Task A_mail_is_in_the_language_of_the_page()
    {
        var (name, email, visitor) = (NewName(), $"{Guid.NewGuid():N}@example.org", Visit());
        await RegisterAsync(visitor, name, email);
        await visitor.PostAsync("/settings/language", ("language", "da"));

        Assert.Equal("Glemt adgangskode", (await visitor.PostAsync("/login/forgotten", ("user", name))).Heading);
        await SignInAsync(visitor, name);
        await visitor.PostAsync("/settings/password", ("current", Password), ("password", "a new horse"), ("password2", "a new horse"));

        Assert.Equal("Din adgangskode er skiftet", (await Stack.Mailbox.WaitForAsync(email, 2)).Subject);
        Assert.Equal("Vælg en ny adgangskode", Stack.Mailbox.Of(email)[0].Subject);
    }

    [Fact]
    public async Task Whatever_is_wrong_is_told_in_the_form()
    {
        var visitor = Visit();

        Assert.Equal(["You have to enter a username or an e-mail address"], (await visitor.PostAsync("/login/forgotten")).Errors);
        Assert.Equal(["You have to enter a password"], (await visitor.PostAsync("/login/reset", ("token", "x"))).Errors);
        Assert.Equal(["/login/forgotten"], (await visitor.GetAsync("/login/reset")).Redirects);
    }

    /// <summary>The address of the page is a secret: it is not kept, not told to anybody, and not part of what the form is sent to.</summary>
    [Fact]
    public async Task The_page_behind_the_link_is_kept_nowhere()
    {
        var page = await Visit().GetAsync("/login/reset?token=secret");

        Assert.Equal("no-store", page.Headers.CacheControl?.ToString());
        Assert.Equal(["strict-origin"], page.Headers.GetValues("Referrer-Policy"));
        Assert.Equal("/login/reset", page.Document.QuerySelector("main form")!.GetAttribute("action"));
        Assert.DoesNotContain(
            page.Document.QuerySelectorAll("a"),
            link => link.GetAttribute("href")!.Contains("secret", StringComparison.Ordinal)
        );
    }
}
