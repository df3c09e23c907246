using System.Net;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using Microsoft.Playwright;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Browser;

/// <summary>
/// Everywhere that people's texts are shown, with the pages' policy on: what is not encoded breaks it, and the browser says so. With the
/// policy off <see cref="HostileTextTests"/> look at some of it again.
/// </summary>
public sealed class PayloadTests(StackFixture stack, Chromium chromium) : BrowserTest(stack, chromium)
{
    private const string Watch = """
        addEventListener("securitypolicyviolation", e => report(`${e.violatedDirective} of ${location.href}`), true);
        for (const name of ["alert", "confirm", "prompt"]) window[name] = () => report(`${name} on ${location.href}`);
        """;

    // What no page of ours has, wherever it comes from.
    private const string Foreign = """
        () => [
          ...document.querySelectorAll("script:not([src^='/js/site.']), main script, iframe, object, embed, base, template, math, main style"),
          ...[...document.querySelectorAll("*")].filter(e => [...e.attributes].some(a => a.name.startsWith("on"))),
          ...[...document.querySelectorAll("[href], [src], [action], [formaction]")].filter(e =>
            ["href", "src", "action", "formaction"].some(a =>
              e.hasAttribute(a) && !["http:", "https:", "mailto:"].includes(new URL(e.getAttribute(a), document.baseURI).protocol))),
        ].map(e => `${location.href}: ${e.outerHTML}`)
        """;

    private static readonly string[] Plain = ["a", "br", "bdi"];

    private readonly List<string> _reports = [];

    [Fact]
    public async Task What_people_say_of_themselves_and_to_each_other_stays_text()
    {
        var (page, visitor) = await ReaderAsync();
        var people = await PeopleAsync();

        // The flash names whom one follows now, on their page: name, display name, bio, messages.
        foreach (var (person, display, bio) in people)
        {
            await LookAsync(page, $"/{person.Segment}/follow");
            Assert.Equal($"You are now following \"{person.Name}\"", await page.Locator(".flashes").InnerTextAsync());
            Assert.Equal(display, await page.Locator(".profile .display").TextContentAsync());
            Assert.Equal(bio, await page.Locator(".profile .bio").TextContentAsync());
            Assert.Equal(
                [$"https://example.org/?q={bio} #tag{bio} @{bio}", bio],
                await page.Locator(".message .text").AllTextContentsAsync()
            );
        }

        // Lists of all of them; each follows the first.
        var first = people[0].Person;
        foreach (var path in new[] { "/", "/public", $"/{first.Segment}/followers", $"/{people[1].Person.Segment}/following" })
        {
            await LookAsync(page, path);
        }

        await LookAsync(await PageAsync(await SignedInAsync(NewName())), "/");

        // A message among those that answer it, and what others tell of it by its head.
        var (asked, asker) = (await first.SayAsync(Payloads.All[3]), first);
        foreach (var (person, _, bio) in people)
        {
            await person.SendAsync("POST", "/api/v1/messages", new { text = bio, inReplyTo = asked.GetProperty("id").GetInt64() });
        }

        await LookAsync(page, $"/{asker.Segment}/status/{asked.GetProperty("id").GetInt64()}");
        Assert.Equal(Payloads.All, await page.Locator("ol.messages .text").AllTextContentsAsync());
        foreach (var text in Payloads.InTexts(280))
        {
            var id = (await first.SayAsync(text)).GetProperty("id").GetInt64();
            await LookAsync(page, $"/{first.Segment}/status/{id}");
            Assert.Equal(text, await page.Locator("meta[property='og:description']").GetAttributeAsync("content"));
            Assert.Equal(first.Name, await page.Locator("meta[property='og:title']").GetAttributeAsync("content"));
        }

        Assert.Empty(_reports);
        await FeedsAreTextAsync(visitor, [.. people.Select(row => row.Person)]);
    }

    [Fact]
    public async Task What_is_typed_or_stands_in_an_address_stays_text()
    {
        var (page, _) = await ReaderAsync();
        var signedOut = await PageAsync(null);
        foreach (var text in Payloads.InTexts(250))
        {
            var encoded = Uri.EscapeDataString(text);
            foreach (var path in new[] { $"/search?q={encoded}", $"/search?q=%40{encoded}", $"/public?cursor={encoded}", $"/{encoded}" })
            {
                await LookAsync(page, path);
            }

            await LookAsync(page, $"/search?q={encoded}");
            Assert.Equal(text, await page.Locator("#q").InputValueAsync());
            await LookAsync(page, $"/messages/tagged/{encoded}");
            foreach (var back in new[] { text, "/" + text, "//" + text, "/search?q=" + text })
            {
                await LookAsync(signedOut, $"/login?return={Uri.EscapeDataString(back)}");
            }

            await PostAsync(signedOut, "/login", ("username", text), ("password", "x"));
            Assert.Equal(text, await signedOut.Locator("#username").InputValueAsync());
            await PostAsync(signedOut, "/add_message", ("text", text));
            Assert.Equal(text, await signedOut.Locator("#kept").InputValueAsync());
            await PostAsync(page, "/add_message", ("text", text + new string('!', 280)));
            Assert.Equal(text + new string('!', 280), await page.Locator("#text").InputValueAsync());
        }

        foreach (var payload in Payloads.All.Where(payload => payload.Contains("javascript:", StringComparison.Ordinal)))
        {
            await LookAsync(signedOut, $"/login?return={Uri.EscapeDataString(payload)}");
        }

        Assert.Empty(_reports);
    }

    [Fact]
    public async Task The_own_settings_drafts_and_names_to_choose_stay_text()
    {
        var (page, visitor) = await ReaderAsync();
        foreach (var (display, bio) in Payloads.InTexts(64).Zip(Payloads.InTexts(64).Reverse()))
        {
            await visitor.PostAsync("/settings/profile", ("displayName", display), ("bio", bio));
            await LookAsync(page, "/settings");
            Assert.Equal(
                (display, bio),
                (await page.Locator("#display-name").InputValueAsync(), await page.Locator("#bio").InputValueAsync())
            );
            await PostAsync(page, "/settings/profile", ("displayName", display + new string('!', 64)), ("bio", bio));
            Assert.Equal(display + new string('!', 64), await page.Locator("#display-name").InputValueAsync());
        }

        var draft = string.Join('\n', Payloads.All);
        await LookAsync(page, "/");
        await page.Locator("#text").FillAsync(draft);
        await LookAsync(page, "/");
        Assert.Equal(draft, await page.Locator("#text").InputValueAsync());

        var name = (await Person.JoinAsync(Stack, "<img src=x onerror=alert(1)>")).Name;
        await page.Locator("#text").FillAsync("");
        await page.Locator("#text").PressSequentiallyAsync($"@{name[..^2]}");
        await Assertions.Expect(page.GetByRole(AriaRole.Option)).ToHaveTextAsync([name]);
        await page.Locator("#text").PressAsync("Enter");
        Assert.Equal($"@{name} ", await page.Locator("#text").InputValueAsync());
        await CheckAsync(page);

        Assert.Empty(_reports);
    }

    /// <summary>Else the tests above would prove nothing.</summary>
    [Theory]
    [InlineData("<img src=x onerror=alert(1)>", 2)]
    [InlineData("<a href='javascript:alert(1)'>x</a>", 1)]
    [InlineData("<iframe srcdoc='x'></iframe>", 1)]
    public async Task What_is_not_encoded_is_reported(string html, int reports)
    {
        var page = await PageAsync(null);
        await page.GotoAsync("/public");
        await page.EvaluateAsync("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", html);

        await CheckAsync(page);

        Assert.Equal(reports, _reports.Count);
    }

    /// <summary>A page that reports what it should not do, signed in as a new user.</summary>
    private async Task<(IPage Page, Visitor Visitor)> ReaderAsync()
    {
        var visitor = await SignedInAsync(NewName("reader"));
        return (await PageAsync(visitor), visitor);
    }

    private async Task<IPage> PageAsync(Visitor? visitor)
    {
        var context = await OpenBrowserAsync();
        if (visitor is not null)
        {
            await SignInAsync(context, visitor);
        }

        var page = await context.NewPageAsync();
        await page.ExposeFunctionAsync<string, int>(
            "report",
            said =>
            {
                _reports.Add(said);
                return 0;
            }
        );
        await page.AddInitScriptAsync(Watch);
        return page;
    }

    /// <summary>For each payload somebody of that name, as far as it can be one, who says it wherever people say something.</summary>
    private async Task<List<(Person Person, string Display, string Bio)>> PeopleAsync()
    {
        var people = new List<(Person, string, string)>();
        foreach (var (payload, link) in Payloads.All.Zip(Payloads.InLinks))
        {
            var stem = payload.Replace("/", "", StringComparison.Ordinal);
            var person = await Person.JoinAsync(Stack, stem[..Math.Min(50, stem.Length)]);
            var display = payload[..Math.Min(64, payload.Length)];
            var changed = await person.SendAsync("PUT", "/api/v1/me/profile", new { displayName = display, bio = payload });
            Assert.Equal(HttpStatusCode.NoContent, changed.Status);
            await person.SayAsync(payload);
            await person.SayAsync(link);
            if (people is [var (first, _, _), ..])
            {
                await person.FollowAsync(first);
            }

            people.Add((person, display, payload));
        }

        return people;
    }

    private async Task LookAsync(IPage page, string path)
    {
        await page.GotoAsync(path);
        await CheckAsync(page);
    }

    /// <summary>Sends a form as one of the page's own would be.</summary>
    private async Task PostAsync(IPage page, string path, params (string Name, string Value)[] fields)
    {
        await page.EvaluateAsync(
            """
            ([path, fields]) => {
              const form = Object.assign(document.createElement("form"), { method: "post", action: path });
              for (const [name, value] of fields) form.append(Object.assign(document.createElement("textarea"), { name, value }));
              document.body.append(form);
              window.left = true;
              form.submit();
            }
            """,
            new object[] { path, fields.Select(field => new[] { field.Name, field.Value }).ToArray() }
        );
        await page.WaitForFunctionAsync("() => !window.left && document.readyState === 'complete'");
        await CheckAsync(page);
    }

    /// <summary>What would be executed has been when a picture that is not there has failed and the next frame is drawn.</summary>
    private async Task CheckAsync(IPage page)
    {
        await page.EvaluateAsync("new Promise(done => setTimeout(() => requestAnimationFrame(done), 30))");
        _reports.AddRange(await page.EvaluateAsync<string[]>(Foreign));
    }

    /// <summary>Feeds hold HTML as text: it has neither scripts nor addresses of any but http.</summary>
    private static async Task FeedsAreTextAsync(Visitor visitor, IReadOnlyList<Person> people)
    {
        XNamespace atom = "http://www.w3.org/2005/Atom";
        foreach (var path in people.Select(person => $"/{person.Segment}/feed.atom").Append("/public/feed.atom"))
        {
            using var answer = await visitor.SendAsync(HttpMethod.Get, path);
            Assert.Equal("application/atom+xml", answer.Content.Headers.ContentType?.MediaType);
            var feed = XDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Root!;
            Assert.All(feed.DescendantsAndSelf(), element => Assert.Equal(atom, element.Name.Namespace));
            foreach (var content in feed.Descendants(atom + "content"))
            {
                var html = new HtmlParser().ParseDocument(content.Value);
                Assert.All(html.Body!.QuerySelectorAll("*"), element => Assert.Contains(element.LocalName, Plain));
                Assert.All(html.QuerySelectorAll("a"), link => Assert.Matches("^https?://", link.GetAttribute("href")));
                Assert.All(
                    html.Body!.QuerySelectorAll("*"),
                    element => Assert.DoesNotContain(element.Attributes, a => a.Name.StartsWith("on", StringComparison.Ordinal))
                );
            }
        }
    }
}
