using System.Net;
using System.Text;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>
/// Passwords that people choose on a page. The forms of clients that fill in none (the course's, which post four fields) take any, as the
/// simulator's route does. Changing and resetting one have tests beside their pages.
/// </summary>
public sealed class NewPasswordTests(StackFixture stack) : WebTest(stack)
{
    private const string TooShort = "A password has at least 8 characters",
        MostUsed = "That password is one of the most used ones. Please choose another";

    [Theory]
    [InlineData("seven 7", TooShort)]
    [InlineData("ünïcödé", TooShort)]
    [InlineData("👍👍👍👍", TooShort)]
    [InlineData("password", MostUsed)]
    [InlineData("PassWord1", MostUsed)]
    [InlineData("qwertyuiop", MostUsed)]
    [InlineData("IloveYou", MostUsed)]
    public async Task A_weak_one_is_refused_with_what_is_wrong(string password, string error)
    {
        var (name, visitor) = (NewName(), Visit());

        var page = await FillInAsync(visitor, name, password);

        Assert.Equal((HttpStatusCode.OK, name), (page.Status, page.Value("username")));
        Assert.Equal([error], page.Errors);
        Assert.False(await Stored.HasUserAsync(name));
        visitor.Headers.Add("Accept-Language", "da");
        Assert.DoesNotContain(error, (await FillInAsync(visitor, name, password)).Errors);
    }

    /// <summary>The last is what the course's browser test types.</summary>
    [Theory]
    [InlineData("eight  8")]
    [InlineData("👍👍👍👍👍👍👍👍")]
    [InlineData("  spaces  ")]
    [InlineData("password passwords")]
    [InlineData("pass\"word'\\[]{}")]
    [InlineData("{128}")]
    [InlineData("{256}")]
    [InlineData("secure123")]
    public async Task Any_other_is_taken_as_it_is(string password)
    {
        password = password switch
        {
            "{128}" => Long(128),
            "{256}" => Long(256),
            _ => password,
        };
        var name = NewName();

        var page = await FillInAsync(Visit(), name, password);

        Assert.Equal(["You were successfully registered and can login now"], page.Flashes);
        Assert.Equal(["Invalid password"], (await SignInAsync(Visit(), name, password[..^1])).Errors);
        Assert.Equal(["You were logged in"], (await SignInAsync(Visit(), name, password)).Flashes);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("x")]
    public async Task Four_fields_alone_are_held_to_nothing(string password)
    {
        var (name, another) = (NewName(), NewName());

        Assert.Equal(
            ["You were successfully registered and can login now"],
            (await RegisterAsync(Visit(), name, password: password)).Flashes
        );
        var simulated = await new Api(Stack.Api).RegisterAsync(another, pwd: password);

        Assert.Equal(HttpStatusCode.NoContent, simulated.Status);
        Assert.Equal(["You were logged in"], (await SignInAsync(Visit(), name, password)).Flashes);
        Assert.Equal(["You were logged in"], (await SignInAsync(Visit(), another, password)).Flashes);
    }

    [Fact]
    public async Task What_clients_look_for_is_said_first()
    {
        var taken = NewName("taken");
        await RegisteredAsync(taken);

        Assert.Equal(["You have to enter a username"], (await FillInAsync(Visit(), "", "x")).Errors);
        Assert.Equal(["You have to enter a password"], (await FillInAsync(Visit(), NewName(), "")).Errors);
        Assert.Equal(["The two passwords do not match"], (await FillInAsync(Visit(), NewName(), "x", "y")).Errors);
        Assert.Equal(["The username is already taken"], (await FillInAsync(Visit(), taken, "x")).Errors);
    }

    [Theory]
    [InlineData("/register")]
    [InlineData("/login/reset?token=x")]
    [InlineData("/settings")]
    public async Task The_field_says_what_it_takes(string path)
    {
        var page = await (await SignedOutOrInAsync(path)).GetAsync(path);
        var field = page.First("#password");

        var hints = field.GetAttribute("aria-describedby")!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("At least 8 characters, and none of the most used passwords", hints.Select(id => page.First("#" + id).TextContent));
        Assert.Equal(("new-password", null), (field.GetAttribute("autocomplete"), field.GetAttribute("maxlength")));
    }

    private async Task<Visitor> SignedOutOrInAsync(string path) => path == "/settings" ? await SignedInAsync(NewName()) : Visit();

    /// <summary>Sends all that the page's form holds, as a browser does.</summary>
    private static async Task<Page> FillInAsync(Visitor visitor, string name, string password, string? again = null)
    {
        var form = await visitor.GetAsync("/register");
        var hidden = form
            .Document.QuerySelectorAll("main form input[type=hidden]")
            .Select(input => (input.GetAttribute("name")!, input.GetAttribute("value")!));
        return await visitor.PostAsync(
            "/register",
            [("username", name), ("email", "a@b"), ("password", password), ("password2", again ?? password), .. hidden]
        );
    }

    private static string Long(int length) =>
        new StringBuilder()
            .Insert(0, "Every word of this is meant. ", (length / 29) + 1)
            .ToString()[..length]
            .TrimEnd()
            .PadRight(length, '!');
}
