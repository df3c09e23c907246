using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class RegistrationTests(StackFixture stack) : WebTest(stack)
{
    [Fact]
    public async Task Registering_leads_to_the_login_page_and_says_so()
    {
        var name = NewName();

        var page = await RegisterAsync(Visit(), name);

        Assert.Equal(["/login"], page.Redirects);
        Assert.Equal(["You were successfully registered and can login now"], page.Flashes);
        Assert.Equal(("Sign In | MiniTwit", name), (page.Title, page.Value("username")));
        Assert.True(await Stored.HasUserAsync(name));
    }

    [Fact]
    public async Task Who_was_on_the_way_somewhere_comes_there()
    {
        var (name, visitor) = (NewName(), Visit());
        var login = await visitor.GetAsync("/login?return=%2Fpublic");

        var register = await visitor.GetAsync(login.Link("Sign up"));
        var page = await visitor.PostAsync(
            register.First("main form").GetAttribute("action")!,
            ("username", name),
            ("email", "a@b"),
            ("password", Password),
            ("password2", Password)
        );
        page = await visitor.PostAsync(page.First("main form").GetAttribute("action")!, ("username", name), ("password", Password));

        Assert.Equal(["/public"], page.Redirects);
    }

    /// <summary>Each row breaks every rule from one on, so that the order shows too.</summary>
    [Theory]
    [InlineData("", "", "", "x", "You have to enter a username")]
    [InlineData("   ", "", "", "x", "You have to enter a username")]
    [InlineData("{new}", "", "", "x", "You have to enter a valid email address")]
    [InlineData("{new}", "no at sign", "", "x", "You have to enter a valid email address")]
    [InlineData("{new}", "a@b", "", "x", "You have to enter a password")]
    [InlineData("{new}", "a@b", "one", "two", "The two passwords do not match")]
    [InlineData("{new}", "a@b", "one", "", "The two passwords do not match")]
    [InlineData("{taken}", "", "", "x", "You have to enter a valid email address")]
    [InlineData("{taken}", "a@b", "", "x", "You have to enter a password")]
    [InlineData("{taken}", "a@b", "one", "two", "The two passwords do not match")]
    [InlineData("{taken}", "a@b", "one", "one", "The username is already taken")]
    public async Task The_first_broken_rule_is_the_forms_error(string name, string email, string password, string password2, string error)
    {
        var taken = NewName("taken");
        await RegisteredAsync(taken);
        name = name.Replace("{new}", NewName(), StringComparison.Ordinal).Replace("{taken}", taken, StringComparison.Ordinal);

        var page = await RegisterAsync(Visit(), name, email, password, password2);

        Assert.Equal((HttpStatusCode.OK, "Sign Up | MiniTwit"), (page.Status, page.Title));
        Assert.Equal([error], page.Errors);
        Assert.Empty(page.Flashes);
        Assert.Equal(name == taken, await Stored.HasUserAsync(name));
    }

    [Fact]
    public async Task A_missing_field_counts_as_an_empty_one()
    {
        Assert.Equal(["You have to enter a username"], (await Visit().PostAsync("/register")).Errors);
        Assert.Equal(["You have to enter a valid email address"], (await Visit().PostAsync("/register", ("username", NewName()))).Errors);
    }

    [Fact]
    public async Task A_name_is_taken_whatever_its_case()
    {
        var name = NewName("Foo");
        await RegisteredAsync(name);

        Assert.Equal(["The username is already taken"], (await RegisterAsync(Visit(), name.ToUpperInvariant())).Errors);
        Assert.Equal(["The username is already taken"], (await RegisterAsync(Visit(), name.ToLowerInvariant())).Errors);
    }

    [Fact]
    public async Task A_refused_form_keeps_what_was_typed_but_no_password()
    {
        const string Name = "<i>\"x\" & 'y'",
            Email = "no \"at\" sign";

        var page = await RegisterAsync(Visit(), Name, Email, "secret-1", "secret-2");

        Assert.Equal((Name, Email), (page.Value("username"), page.Value("email")));
        Assert.DoesNotContain("secret-", page.Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pass\"word'\\[]{}")]
    [InlineData(" spaces around ")]
    [InlineData("ü")]
    public async Task Passwords_hold_anything(string password)
    {
        var name = NewName();
        await RegisterAsync(Visit(), name, password: password);

        Assert.Equal(["You were logged in"], (await SignInAsync(Visit(), name, password)).Flashes);
        Assert.Equal(["Invalid password"], (await SignInAsync(Visit(), name, password + " ")).Errors);
    }
}
