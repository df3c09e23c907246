using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class SettingsTests(StackFixture stack) : WebTest(stack)
{
    [Fact]
    public async Task A_new_password_ends_every_other_session()
    {
        var name = NewName();
        var (here, elsewhere) = (await SignedInAsync(name), Visit());
        await SignInAsync(elsewhere, name);

        var page = await here.PostAsync("/settings/password", ("current", Password), ("password", "another"), ("password2", "another"));

        Assert.Equal(["/settings"], page.Redirects);
        Assert.Equal(["Your password was changed"], page.Flashes);
        Assert.Equal("My Timeline | MiniTwit", (await here.GetAsync("/")).Title);
        Assert.Equal(["/public"], (await elsewhere.GetAsync("/")).Redirects);
        Assert.Equal(["Invalid password"], (await SignInAsync(Visit(), name)).Errors);
        Assert.Equal(["You were logged in"], (await SignInAsync(Visit(), name, "another")).Flashes);
    }

    [Theory]
    [InlineData("wrong", "another", "another", "Invalid password")]
    [InlineData(Password, "", "", "You have to enter a password")]
    [InlineData(Password, "another", "different", "The two passwords do not match")]
    public async Task A_refused_new_password_changes_nothing(string current, string password, string password2, string error)
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);

        var page = await visitor.PostAsync("/settings/password", ("current", current), ("password", password), ("password2", password2));

        Assert.Equal((HttpStatusCode.BadRequest, "Settings | MiniTwit"), (page.Status, page.Title));
        Assert.Equal([error], page.Errors);
        Assert.All(page.Document.QuerySelectorAll("input"), input => Assert.Null(input.GetAttribute("value")));
        Assert.Equal(["You were logged in"], (await SignInAsync(Visit(), name)).Flashes);
    }

    [Fact]
    public async Task Deleting_the_account_takes_everything_along()
    {
        var (name, foo) = (NewName(), NewName("foo"));
        await RegisteredAsync(foo);
        var visitor = await SignedInAsync(name);
        await ShareAsync(visitor, "soon gone");
        await visitor.PostAsync($"/{foo}/follow");

        Assert.Equal(["Invalid password"], (await visitor.PostAsync("/settings/delete", ("password", "wrong"))).Errors);
        Assert.True(await Stored.HasUserAsync(name));
        var page = await visitor.PostAsync("/settings/delete", ("password", Password));

        Assert.Equal(["/public"], page.Redirects);
        Assert.Equal(["Your account was deleted"], page.Flashes);
        Assert.Equal(["public timeline", "sign up", "sign in"], page.Navigation);
        Assert.DoesNotContain(page.Messages, message => message.Author == name);
        Assert.False(await Stored.HasUserAsync(name));
        Assert.Equal(["Nobody so far."], (await Visit().GetAsync($"/{foo}/followers")).Texts(".empty"));
        Assert.Equal(HttpStatusCode.NotFound, (await Visit().GetAsync("/" + name)).Status);
    }
}
