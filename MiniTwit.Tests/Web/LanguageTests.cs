using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed partial class LanguageTests(StackFixture stack) : WebTest(stack)
{
    private static readonly Dictionary<string, string> Danish = JsonSerializer.Deserialize<Dictionary<string, string>>(
        File.ReadAllText(Repository.File("MiniTwit.Web", "Language", "da.json"))
    )!;

    // What Failure.InWords makes.
    private static readonly string[] Waits = ["a second", "{0} seconds", "{0} minutes", "{0} hours"];

    [Theory]
    [InlineData(null, "en")]
    [InlineData("", "en")]
    [InlineData("en-GB,en;q=0.9", "en")]
    [InlineData("de-AT,fr;q=0.5", "en")]
    [InlineData("da;q=0.1,en;q=0.9", "en")]
    [InlineData("\u0001;;;q=x", "en")]
    [InlineData("da", "da")]
    [InlineData("da-DK,da;q=0.9,en;q=0.8", "da")]
    [InlineData("nb;q=0.9,da;q=0.8", "da")]
    public async Task A_page_is_in_the_language_that_is_asked_for(string? asked, string language)
    {
        var visitor = Asking(asked);

        var page = await visitor.GetAsync("/public");

        Assert.Equal(language, page.Document.DocumentElement.GetAttribute("lang"));
        Assert.Equal(language == "da" ? "Offentlig tidslinje" : "Public Timeline", page.Heading);
        Assert.Contains("Accept-Language", string.Join(",", page.Headers.Vary), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_chooses_a_language_keeps_it_whatever_the_browser_asks_for()
    {
        var visitor = Asking("en");

        var page = await visitor.PostAsync("/settings/language?return=%2Fsearch", ("language", "da"));

        Assert.Equal(["/search"], page.Redirects);
        Assert.Equal("Søg", page.Heading);
        Assert.Equal("Log ind", (await visitor.GetAsync("/login")).Heading);
        Assert.Equal("Search", (await visitor.PostAsync("/settings/language?return=%2Fsearch", ("language", "en"))).Heading);
        Assert.Equal("Sign In", (await visitor.GetAsync("/login")).Heading);
    }

    [Theory]
    [InlineData("language", "de")]
    [InlineData("language", "")]
    [InlineData("language", "da\r\nSet-Cookie: x=y")]
    [InlineData("other", "da")]
    public async Task A_language_that_there_is_not_is_refused(string field, string value)
    {
        var visitor = Visit();

        AssertStatus(HttpStatusCode.BadRequest, "That did not work", await visitor.PostAsync("/settings/language", (field, value)));

        Assert.DoesNotContain(visitor.Jar, cookie => cookie.Name == "minitwit.language");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("c=xx|uic=xx")]
    public async Task A_choice_that_is_nonsense_is_none(string cookie)
    {
        var visitor = Visit();
        visitor.Headers.Add("Cookie", $"minitwit.language={cookie}");

        Assert.Equal("Public Timeline", (await visitor.GetAsync("/public")).Heading);
    }

    [Fact]
    public async Task Nobody_gets_the_page_that_was_kept_for_another_language()
    {
        var (english, danish) = (Visit(), Asking("da"));

        for (var round = 0; round < 5; round++)
        {
            Assert.Equal(
                ["Public Timeline", "Offentlig tidslinje"],
                (await Task.WhenAll(english.GetAsync("/public"), danish.GetAsync("/public"))).Select(page => page.Heading)
            );
        }
    }

    [Fact]
    public async Task What_is_said_and_refused_is_in_Danish()
    {
        var (name, other, visitor) = (NewName(), NewName(), Asking("da"));
        await RegisteredAsync(other);

        Assert.Equal(["Du skal angive en gyldig e-mailadresse"], (await RegisterAsync(visitor, name, "none")).Errors);
        Assert.Equal(["Brugernavnet er allerede taget"], (await RegisterAsync(visitor, other)).Errors);
        Assert.Equal(["Et brugernavn har højst 64 tegn"], (await RegisterAsync(visitor, new string('a', 65))).Errors);
        Assert.Equal(["Din konto er oprettet, og du kan logge ind nu"], (await RegisterAsync(visitor, name)).Flashes);
        Assert.Equal(["Forkert adgangskode"], (await SignInAsync(visitor, name, "wrong")).Errors);
        Assert.Equal(["Du er logget ind"], (await SignInAsync(visitor, name)).Flashes);
        Assert.Equal(["Din besked er gemt"], (await ShareAsync(visitor, "hej")).Flashes);
        Assert.Equal(["Du skal skrive en besked"], (await ShareAsync(visitor, "")).Errors);
        Assert.Equal(["En besked har højst 280 tegn"], (await ShareAsync(visitor, new string('a', 281))).Errors);
        Assert.Equal([$"Du følger nu \"{other}\""], (await visitor.PostAsync($"/{other}/follow")).Flashes);
        AssertStatus(HttpStatusCode.NotFound, "Her er intet", await visitor.GetAsync("/" + NewName()));
        Assert.Matches("^Her siden [0-9]{1,2}\\. [a-z]{3,4}\\.? [0-9]{4}$", (await visitor.GetAsync("/" + name)).Texts(".since").Single());
    }

    /// <summary>Every sentence that there is in Danish is looked for, in English, on every page in Danish.</summary>
    [Fact]
    public async Task No_English_is_left_on_a_Danish_page()
    {
        var (name, other, visitor) = (NewName(), NewName(), Asking("da"));
        await RegisteredAsync(other);
        await RegisterAsync(visitor, name);
        await SignInAsync(visitor, name);
        await visitor.GetAsync("/");
        await ShareAsync(visitor, $"hej @{other}");
        var message = await Stored.MessageIdAsync(name);
        await visitor.PostAsync("/add_message", ("text", "svar"), ("inReplyTo", message));
        string[] paths =
        [
            "/",
            "/public",
            $"/{name}",
            $"/{other}",
            $"/{name}/followers",
            $"/{name}/following",
            $"/{name}/status/{message}",
            "/messages/mentions",
            "/messages/tagged/none",
            "/search",
            $"/search?q={Uri.EscapeDataString(other)}",
            "/search?q=nothing-has-this",
            "/settings",
            "/about",
            "/privacy",
            "/terms",
            "/no/such/page",
        ];

        foreach (var path in paths)
        {
            AssertDanish(path, await visitor.GetAsync(path));
        }

        foreach (
            var path in new[] { "/login", "/login/forgotten", "/login/reset?token=x", "/register", "/public", $"/{name}", "/settings" }
        )
        {
            AssertDanish(path, await Asking("da").GetAsync(path));
        }
    }

    /// <summary>Read from the sources: a page that nobody thought of above has its texts as well.</summary>
    [Fact]
    public void Every_text_has_its_Danish_and_every_Danish_its_text()
    {
        var pages = Sources("MiniTwit.Web");
        var shown = pages.SelectMany(source => Looked().Matches(source)).Select(match => Unquoted(match.Groups[1].Value)).ToHashSet();
        Assert.True(shown.Count > 100, $"Only {shown.Count} texts were found.");
        var written = Sources("MiniTwit.Web").Concat(Sources("MiniTwit.ApiService")).SelectMany(Literals).Concat(shown).ToHashSet();

        Assert.Empty(shown.Except(Danish.Keys));
        Assert.Empty(Danish.Keys.Except(written));
        Assert.Empty(Danish.Where(text => Places(text.Key) != Places(text.Value)).Select(text => text.Key));
    }

    private static void AssertDanish(string path, Page page)
    {
        Assert.Equal("da", page.Document.DocumentElement.GetAttribute("lang"));
        foreach (var own in page.Document.QuerySelectorAll("bdi, time, .text, [lang=en]").ToList())
        {
            own.Remove();
        }

        var body = page.Document.Body!;
        var texts = body.Descendants<IText>()
            .Select(text => text.Data.Trim())
            .Concat(page.Document.All.SelectMany(element => new[] { element.GetAttribute("aria-label"), element.GetAttribute("alt") }))
            .Append(page.Document.Title!.Replace(" | MiniTwit", "", StringComparison.Ordinal))
            .OfType<string>()
            .Where(text => Danish.TryGetValue(text, out var danish) && danish != text && !Danish.ContainsValue(text));
        Assert.Equal((path, ""), (path, string.Join("; ", texts)));
    }

    private static IEnumerable<string> Sources(string project) =>
        Directory
            .EnumerateFiles(Repository.File(project), "*.cs*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Select(File.ReadAllText);

    // A text with numbers in it is looked up with a place for each; so it is here, where they are holes or digits.
    private static IEnumerable<string> Literals(string source) =>
        Literal()
            .Matches(source)
            .Select(match => Unquoted(match.Groups[1].Value))
            .SelectMany(
                IEnumerable<string> (text) =>
                {
                    var next = 0;
                    var numbered = Number().Replace(text, _ => $"{{{next++}}}");
                    return [text, numbered, .. Waits.Select(wait => numbered.Replace("in {0}.", $"in {wait}.", StringComparison.Ordinal))];
                }
            );

    private static string Unquoted(string text) => text.Replace("\\\"", "\"", StringComparison.Ordinal);

    private static string Places(string text) => string.Join(",", Place().Matches(text).Select(place => place.Value).Order());

    private Visitor Asking(string? languages)
    {
        var visitor = Visit();
        if (languages is not null)
        {
            visitor.Headers.TryAddWithoutValidation("Accept-Language", languages);
        }

        return visitor;
    }

    [GeneratedRegex("(?:\\bT\\[|GetString\\(|\\btexts\\[|WriteText\\(writer, )\\s*\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Looked();

    [GeneratedRegex("\"((?:[^\"\\\\\n]|\\\\.)*)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("\\{[A-Za-z0-9.()]+\\}|[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex("\\{[0-9]\\}")]
    private static partial Regex Place();
}
