using Microsoft.Playwright;
using MiniTwit.Tests.Mail;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Browser;

public sealed class WalkTests(StackFixture stack, Chromium chromium) : BrowserTest(stack, chromium)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_registering_to_signing_out_with_and_without_scripts(bool scripts)
    {
        var (me, foo) = (NewName("me"), NewName("foo bar"));
        await ShareAsync(await SignedInAsync(foo), "hello from foo");
        var page = await PageAsync(scripts);

        await RegisterAsync(page, me);
        await page.GetByLabel("Username").FillAsync(me);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign In" }).ClickAsync();
        await ExpectAsync(page, "/", "My Timeline", "You were logged in");
        Assert.Equal(["There's no message so far."], await page.Locator(".empty").AllInnerTextsAsync());

        await page.GetByLabel($"What's on your mind {me}?").FillAsync("my first <message>");
        await page.GetByRole(AriaRole.Button, new() { Name = "Share" }).ClickAsync();
        await ExpectAsync(page, "/", "My Timeline", "Your message was recorded");
        Assert.Equal(["my first <message>"], await page.Locator(".message .text").AllInnerTextsAsync());

        await page.GetByRole(AriaRole.Link, new() { Name = "public timeline" }).ClickAsync();
        await ExpectAsync(page, "/public", "Public Timeline");
        await page.GetByRole(AriaRole.Link, new() { Name = foo, Exact = true }).First.ClickAsync();
        await ExpectAsync(page, "/" + Uri.EscapeDataString(foo), $"{foo}'s Timeline");
        await page.GetByRole(AriaRole.Button, new() { Name = "Follow user", Exact = true }).ClickAsync();
        await ExpectAsync(page, "/" + Uri.EscapeDataString(foo), $"{foo}'s Timeline", $"You are now following \"{foo}\"");

        await page.GetByRole(AriaRole.Link, new() { Name = "my timeline" }).ClickAsync();
        await ExpectAsync(page, "/", "My Timeline");
        Assert.Equal(["my first <message>", "hello from foo"], await page.Locator(".message .text").AllInnerTextsAsync());

        await page.Locator(".author", new() { HasTextString = foo }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Unfollow user" }).ClickAsync();
        await ExpectAsync(page, "/" + Uri.EscapeDataString(foo), $"{foo}'s Timeline", $"You are no longer following \"{foo}\"");
        await page.GetByRole(AriaRole.Button, new() { Name = "sign out" }).ClickAsync();
        await ExpectAsync(page, "/public", "Public Timeline", "You were logged out");
        Assert.Equal(["public timeline", "sign up", "sign in"], await page.Locator("header nav li").AllInnerTextsAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_muting_and_blocking_to_taking_it_back_with_and_without_scripts(bool scripts)
    {
        var (me, foo) = (NewName("me"), NewName("foo bar"));
        var (mine, other) = (await SignedInAsync(me), await SignedInAsync(foo));
        await ShareAsync(other, "hello from foo");
        var address = "/" + Uri.EscapeDataString(foo);
        var page = await PageAsync(scripts, mine);

        await page.GotoAsync(address);
        await page.GetByText("More", new() { Exact = true }).ClickAsync();
        await PressAsync("Mute user");
        await ExpectAsync(page, address, $"{foo}'s Timeline", $"You have muted \"{foo}\"");
        Assert.Equal(["hello from foo"], await page.Locator(".message .text").AllInnerTextsAsync());

        await page.GetByText("More", new() { Exact = true }).ClickAsync();
        await PressAsync("Block user");
        await ExpectAsync(page, address, $"{foo}'s Timeline", $"You have blocked \"{foo}\"");
        Assert.Equal(0, await page.Locator(".message").CountAsync());

        await page.GotoAsync("/settings");
        await PressAsync($"Unblock {foo}");
        await ExpectAsync(page, "/settings", "Settings", $"You no longer block \"{foo}\"");
        await PressAsync($"Unmute {foo}");
        await ExpectAsync(page, "/settings", "Settings", $"You no longer mute \"{foo}\"");
        Assert.Empty(await Stored.HiddenByAsync(me));

        Task PressAsync(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_reporting_to_hiding_and_showing_again_with_and_without_scripts(bool scripts)
    {
        var (author, admin) = (NewName("author"), NewName("admin"));
        await ShareAsync(await SignedInAsync(author), "buy <this>");
        var id = await Stored.MessageIdAsync(author);
        var reads = await PageAsync(scripts, await SignedInAsync(NewName("reader")));
        var decides = await PageAsync(scripts, await AdministratorAsync(admin));

        await reads.GotoAsync("/" + author);
        await reads.GetByRole(AriaRole.Link, new() { Name = $"Report what {author} said" }).ClickAsync();
        await ExpectAsync(reads, $"/{author}/status/{id}/report", "Report a message");
        await reads.GetByRole(AriaRole.Radio).First.CheckAsync();
        await reads.GetByRole(AriaRole.Button, new() { Name = "Report", Exact = true }).ClickAsync();
        await Assertions.Expect(reads.Locator(".flashes")).ToHaveTextAsync("Thank you, the message was reported");

        await decides.GotoAsync("/public");
        await decides.GetByRole(AriaRole.Link, new() { Name = "moderation" }).ClickAsync();
        await ExpectAsync(decides, "/admin", "Reported messages");
        var reported = decides.Locator($".messages > li:has(input[name=id][value='{id}'])");
        await reported.GetByLabel("Note for the log").FillAsync("an <advert>");
        await reported.GetByRole(AriaRole.Button, new() { Name = "Hide message" }).ClickAsync();
        await ExpectAsync(decides, "/admin", "Reported messages", "The message is hidden");
        await reads.GotoAsync($"/{author}/status/{id}");
        await Assertions.Expect(reads.Locator(".message")).ToHaveCountAsync(0);

        await decides.GetByRole(AriaRole.Link, new() { Name = "What administrators did" }).ClickAsync();
        await ExpectAsync(decides, "/admin/log", "What administrators did");
        var entry = decides.Locator($".messages > li:has(input[value='{id}'])");
        await Assertions.Expect(entry).ToContainTextAsync("an <advert>");
        await entry.GetByRole(AriaRole.Button, new() { Name = "Show message again" }).ClickAsync();
        await ExpectAsync(decides, "/admin/log", "What administrators did", "The message is no longer hidden");
        await reads.GotoAsync($"/{author}/status/{id}");
        await Assertions.Expect(reads.Locator(".message .text")).ToHaveTextAsync("buy <this>");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_a_forgotten_password_to_another_with_and_without_scripts(bool scripts)
    {
        var (name, email) = (NewName(), $"{Guid.NewGuid():N}@example.org");
        await RegisterAsync(Visit(), name, email);
        var page = await PageAsync(scripts);

        await page.GotoAsync("/login");
        await page.GetByRole(AriaRole.Link, new() { Name = "Forgotten your password?" }).ClickAsync();
        await ExpectAsync(page, "/login/forgotten", "Forgotten password");
        await page.GetByLabel("Username or e-mail address").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a link" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("a mail is on its way");

        var token = Assert.Single(Mailbox.Tokens(await Stack.Mailbox.WaitForAsync(email)));
        await page.GotoAsync($"/login/reset?token={token}");
        await page.Locator("#password").FillAsync("another one");
        await page.Locator("#password2").FillAsync("another one");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        await ExpectAsync(page, "/login", "Sign In", "Your password was changed, please sign in with it");

        await page.GetByLabel("Username").FillAsync(name);
        await page.GetByLabel("Password").FillAsync("another one");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign In" }).ClickAsync();
        await ExpectAsync(page, "/", "My Timeline", "You were logged in");
    }

    [Fact]
    public async Task The_skip_link_comes_first_and_leads_to_the_content()
    {
        var page = await PageAsync(scripts: true);
        await page.GotoAsync("/login");
        await PaintedAsync(page);

        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the content", await page.Locator(":focus").InnerTextAsync());
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");

        Assert.Equal("username", await page.Locator(":focus").GetAttributeAsync("name"));
    }

    /// <summary>A page of a browser of its own, in which the visitor is signed in; nobody is where there is none.</summary>
    private async Task<IPage> PageAsync(bool scripts, Visitor? visitor = null)
    {
        var browser = await OpenBrowserAsync(new() { JavaScriptEnabled = scripts });
        if (visitor is not null)
        {
            await SignInAsync(browser, visitor);
        }

        return await browser.NewPageAsync();
    }

    /// <summary>As the course's test does: inputs by position, then the return key in the fifth.</summary>
    private static async Task RegisterAsync(IPage page, string name)
    {
        await page.GotoAsync("/register");
        var inputs = page.Locator("input");
        foreach (var (index, text) in new[] { name, "me@example.com", Password, Password }.Index())
        {
            await inputs.Nth(index).FillAsync(text);
        }

        await inputs.Nth(4).PressAsync("Enter");
        await ExpectAsync(page, "/login", "Sign In", "You were successfully registered and can login now");
    }

    private static async Task ExpectAsync(IPage page, string path, string title, params string[] flashes)
    {
        await ArrivedAsync(page, path);
        await Assertions.Expect(page).ToHaveTitleAsync(title + " | MiniTwit");
        await Assertions.Expect(page.Locator(".flashes")).ToHaveTextAsync(flashes);
    }
}
