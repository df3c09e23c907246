using System.Net;
using System.Text.Json;
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

        var page = await here.PostAsync(
            "/settings/password",
            ("current", Password),
            ("password", "another horse"),
            ("password2", "another horse")
        );

        Assert.Equal(["/settings"], page.Redirects);
        Assert.Equal(["Your password was changed"], page.Flashes);
        Assert.Equal("My Timeline | MiniTwit", (await here.GetAsync("/")).Title);
        Assert.Equal(["/public"], (await elsewhere.GetAsync("/")).Redirects);
        Assert.Equal(["Invalid password"], (await SignInAsync(Visit(), name)).Errors);
        Assert.Equal(["You were logged in"], (await SignInAsync(Visit(), name, "another horse")).Flashes);
    }

    [Theory]
    [InlineData("wrong", "another horse", "another horse", "Invalid password")]
    [InlineData(Password, "", "", "You have to enter a password")]
    [InlineData(Password, "another horse", "a different horse", "The two passwords do not match")]
    [InlineData(Password, "a horse", "a horse", "A password has at least 8 characters")]
    [InlineData(Password, "PassWord1", "PassWord1", "That password is one of the most used ones. Please choose another")]
    public async Task A_refused_new_password_changes_nothing(string current, string password, string password2, string error)
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);

        var page = await visitor.PostAsync("/settings/password", ("current", current), ("password", password), ("password2", password2));

        Assert.Equal((HttpStatusCode.BadRequest, "Settings | MiniTwit"), (page.Status, page.Title));
        Assert.Equal([error], page.Errors);
        Assert.All(page.Document.QuerySelectorAll("input[type=password]"), input => Assert.Null(input.GetAttribute("value")));
        Assert.Equal(["You were logged in"], (await SignInAsync(Visit(), name)).Flashes);
    }

    [Fact]
    public async Task One_s_data_comes_as_a_file()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        await ShareAsync(visitor, "to be kept");

        var form = (await visitor.GetAsync("/settings")).Document.QuerySelector("form[action='/settings/export']");
        Assert.Equal("post", form?.GetAttribute("method"));
        using var file = await visitor.SendAsync(HttpMethod.Post, "/settings/export");

        Assert.Equal(("application/json", "no-store"), (file.Content.Headers.ContentType?.MediaType, $"{file.Headers.CacheControl}"));
        Assert.Equal("minitwit.json", file.Content.Headers.ContentDisposition?.FileName);
        var text = await file.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(name, JsonElement.Parse(text).GetProperty("username").GetString());
        Assert.Contains("to be kept", text, StringComparison.Ordinal);
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

    [Fact]
    public async Task And_in_lists_of_people()
    {
        var (name, other) = (NewName(), NewName());
        var (visitor, they) = (await SignedInAsync(name), await SignedInAsync(other));
        await visitor.PostAsync("/settings/profile", ("displayName", "<b>Ada</b> Lovelace"), ("bio", ""));
        await visitor.GetAsync($"/{other}/follow");
        await ShareAsync(visitor, "here I am");
        var reader = await SignedInAsync(NewName());

        foreach (var path in new[] { $"/{other}/followers", $"/search?q={name}", "/" })
        {
            var people = (await reader.GetAsync(path)).Document.QuerySelectorAll(".people li a");
            Assert.Contains(
                $"<b>Ada</b> Lovelace {name}",
                people.Select(person => string.Join(' ', person.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            );
        }

        await they.GetAsync($"/{name}/follow");
        Assert.Equal(["<b>Ada</b> Lovelace"], (await reader.GetAsync($"/{other}/following")).Texts(".people .display"));
    }

    [Fact]
    public async Task A_display_name_stands_before_the_name_and_what_one_says_of_oneself_in_the_profile()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        await ShareAsync(visitor, "hello");

        var page = await visitor.PostAsync(
            "/settings/profile",
            ("displayName", "<b>Ada</b> \"Lovelace\""),
            ("bio", "<i>I</i> like #math\nand https://example.com/ada")
        );

        Assert.Equal(["/settings"], page.Redirects);
        Assert.Equal(["Your profile was changed"], page.Flashes);
        Assert.Equal("<b>Ada</b> \"Lovelace\"", page.Value("displayName"));
        var profile = await visitor.GetAsync("/" + name);
        Assert.Equal([name], profile.Texts(".message .author"));
        Assert.Equal(["<b>Ada</b> \"Lovelace\""], profile.Texts(".message .display"));
        Assert.Equal(["<b>Ada</b> \"Lovelace\""], profile.Texts(".profile .display"));
        Assert.Equal(["<i>I</i> like #math\nand https://example.com/ada"], profile.Texts(".profile .bio"));
        Assert.Equal(
            ["/messages/tagged/math", "https://example.com/ada"],
            profile.Document.QuerySelectorAll(".bio a").Select(link => link.GetAttribute("href"))
        );
        var everybodys = await GetUntilAsync(Visit(), "/public", shown => shown.Texts(".display").Contains("<b>Ada</b> \"Lovelace\""));
        Assert.Contains(everybodys.Messages, message => message.Author == name);
        Assert.Contains("<b>Ada</b> \"Lovelace\"", everybodys.Texts(".display"));
    }

    [Fact]
    public async Task A_refused_profile_comes_back_as_written()
    {
        var visitor = await SignedInAsync(NewName());

        var page = await visitor.PostAsync("/settings/profile", ("displayName", new string('x', 65)), ("bio", "\nas written"));

        Assert.Equal((HttpStatusCode.BadRequest, "Settings | MiniTwit"), (page.Status, page.Title));
        Assert.Equal(["A display name has at most 64 characters"], page.Errors);
        Assert.Equal((new string('x', 65), "\nas written"), (page.Value("displayName"), page.Value("bio")));
        Assert.Null((await visitor.GetAsync("/settings")).Value("displayName"));
    }

    [Fact]
    public async Task Another_picture_is_chosen_among_some()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        var choices = (await visitor.GetAsync("/settings")).Document.QuerySelectorAll(".choices label").ToList();
        Assert.Equal(8, choices.Count);
        var wanted = choices[3];

        var page = await visitor.PostAsync("/settings/avatar", ("choice", wanted.QuerySelector("input")!.GetAttribute("value")!));

        Assert.Equal(["Your picture was changed"], page.Flashes);
        var picture = wanted.QuerySelector("img")!.GetAttribute("src");
        Assert.Equal(picture, page.First(".choices label img").GetAttribute("src"));
        Assert.Equal(picture, (await visitor.GetAsync("/" + name)).First(".profile img").GetAttribute("src"));
        Assert.Empty((await visitor.PostAsync("/settings/avatar", ("choice", ""))).Flashes);
        Assert.Equal(picture, (await visitor.GetAsync("/" + name)).First(".profile img").GetAttribute("src"));
    }

    [Fact]
    public async Task A_new_address_needs_the_password()
    {
        var visitor = await SignedInAsync(NewName());

        var refused = await visitor.PostAsync("/settings/email", ("current", "wrong"), ("email", "new@example.org"));
        Assert.Equal((HttpStatusCode.BadRequest, "new@example.org"), (refused.Status, refused.Value("email")));
        Assert.Equal(["Invalid password"], refused.Errors);
        Assert.NotEqual("new@example.org", (await visitor.GetAsync("/settings")).Value("email"));
        var page = await visitor.PostAsync("/settings/email", ("current", Password), ("email", "new@example.org"));

        Assert.Equal(["Your email address was changed"], page.Flashes);
        Assert.Equal("new@example.org", page.Value("email"));
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_one_by_one_or_all_but_this()
    {
        var name = NewName();
        var (here, second, third) = (await SignedInAsync(name), Visit(), Visit());
        await SignInAsync(second, name);
        await SignInAsync(third, name);

        var listed = await here.GetAsync("/settings");
        Assert.Equal(3, listed.Document.QuerySelectorAll(".sessions li").Length);
        Assert.Single(listed.Texts(".sessions small"), text => text == "this one, in use now");
        var ids = listed.Document.QuerySelectorAll(".sessions button").Select(button => button.GetAttribute("value")!).ToList();
        Assert.Equal(2, ids.Count);
        var page = await here.PostAsync("/settings/session", ("id", ids[0]));

        Assert.Equal(["The session was ended"], page.Flashes);
        Assert.Equal(2, page.Document.QuerySelectorAll(".sessions li").Length);
        Assert.Equal(["There is no such session"], (await here.PostAsync("/settings/session", ("id", ids[0]))).Errors);
        Assert.Equal(["There is no such session"], (await here.PostAsync("/settings/session", ("id", "."))).Errors);
        Assert.Equal(2, await Stored.SessionsOfAsync(name));
        page = await here.PostAsync("/settings/sessions");

        Assert.Equal(["All other sessions were ended"], page.Flashes);
        Assert.Single(page.Document.QuerySelectorAll(".sessions li"));
        Assert.Empty(page.Document.QuerySelectorAll("[action='/settings/sessions']"));
        Assert.Equal(["/public"], (await second.GetAsync("/")).Redirects);
        Assert.Equal(["/public"], (await third.GetAsync("/")).Redirects);
    }
}
