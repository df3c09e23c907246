using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class SignInTests(StackFixture stack) : WebTest(stack)
{
    [Fact]
    public async Task Signing_in_leads_to_my_timeline_and_says_so()
    {
        var (name, visitor) = (NewName(), Visit());
        await RegisterAsync(visitor, name);

        var page = await SignInAsync(visitor, name);

        Assert.Equal(["/"], page.Redirects);
        Assert.Equal(["You were logged in"], page.Flashes);
        Assert.Equal("My Timeline | MiniTwit", page.Title);
    }

    [Fact]
    public async Task A_flash_is_shown_once()
    {
        var visitor = await SignedInAsync(NewName());

        Assert.Empty((await visitor.GetAsync("/")).Flashes);
    }

    [Fact]
    public async Task The_name_counts_whatever_its_case_and_is_shown_as_registered()
    {
        var (name, visitor) = (NewName("Foo"), Visit());
        await RegisterAsync(visitor, name);

        var page = await SignInAsync(visitor, name.ToUpperInvariant());

        Assert.Equal(["my timeline", "public timeline", $"sign out [{name}]"], page.Navigation);
    }

    [Fact]
    public async Task An_unknown_user_and_a_wrong_password_are_told_apart()
    {
        var name = NewName();
        await RegisteredAsync(name);

        Assert.Equal(["Invalid username"], (await SignInAsync(Visit(), NewName())).Errors);
        Assert.Equal(["Invalid username"], (await SignInAsync(Visit(), "")).Errors);
        Assert.Equal(["Invalid username"], (await Visit().PostAsync("/login")).Errors);
        Assert.Equal(["Invalid password"], (await SignInAsync(Visit(), name, "wrong")).Errors);
        Assert.Equal(["Invalid password"], (await SignInAsync(Visit(), name, "")).Errors);
        Assert.Equal(0, await Stored.SessionsOfAsync(name));
    }

    [Fact]
    public async Task A_refused_form_keeps_the_name_but_not_the_password()
    {
        var name = NewName("<b>\"");
        await RegisteredAsync(name);
        var page = await SignInAsync(Visit(), name, "secret-1");

        Assert.Equal((HttpStatusCode.OK, "Sign In | MiniTwit", name), (page.Status, page.Title, page.Value("username")));
        Assert.DoesNotContain("secret-1", page.Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/register")]
    public async Task Who_is_signed_in_already_is_led_to_my_timeline(string path)
    {
        var page = await (await SignedInAsync(NewName())).GetAsync(path);

        Assert.Equal(["/"], page.Redirects);
        Assert.Equal("My Timeline | MiniTwit", page.Title);
    }

    [Fact]
    public async Task Who_is_signed_in_is_led_there_whatever_else_is_to_be_told()
    {
        var foo = NewName();
        await RegisteredAsync(foo);
        var visitor = await SignedInAsync(NewName());
        using var followed = await visitor.SendAsync(HttpMethod.Post, $"/{foo}/follow");

        var page = await visitor.GetAsync("/login");

        Assert.Equal(["/"], page.Redirects);
        Assert.Equal([$"You are now following \"{foo}\""], page.Flashes);
    }

    [Fact]
    public async Task Signing_in_as_somebody_else_works()
    {
        var (name, other) = (NewName(), NewName("other"));
        var visitor = await SignedInAsync(name);

        var registered = await RegisterAsync(visitor, other);
        Assert.Equal(
            ("Sign In | MiniTwit", "You were successfully registered and can login now"),
            (registered.Title, Assert.Single(registered.Flashes))
        );
        var page = await SignInAsync(visitor, other);

        Assert.Equal($"sign out [{other}]", page.Navigation[2]);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Signing_out_leads_to_the_public_timeline_and_ends_the_session(string method)
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);

        var page = method == "GET" ? await visitor.GetAsync("/logout") : await visitor.PostAsync("/logout");

        Assert.Equal(["/public"], page.Redirects);
        Assert.Equal(["You were logged out"], page.Flashes);
        Assert.Equal(["public timeline", "sign up", "sign in"], page.Navigation);
        Assert.Equal(["/public"], (await visitor.GetAsync("/")).Redirects);
        Assert.Equal(0, await Stored.SessionsOfAsync(name));
    }

    [Fact]
    public async Task Signing_out_ends_a_copied_cookie_too()
    {
        var visitor = await SignedInAsync(NewName());
        var thief = Visit();
        thief.Cookies.Add(visitor.Jar);
        Assert.Equal("My Timeline | MiniTwit", (await thief.GetAsync("/")).Title);

        await visitor.GetAsync("/logout");

        var page = await thief.GetAsync("/");
        Assert.Equal(["/public"], page.Redirects);
        Assert.Equal(["public timeline", "sign up", "sign in"], page.Navigation);
    }

    [Fact]
    public async Task Signing_out_when_signed_out_is_no_error()
    {
        var page = await Visit().GetAsync("/logout");

        Assert.Equal(["/public"], page.Redirects);
        Assert.Equal(HttpStatusCode.OK, page.Status);
    }
}
