using Microsoft.Playwright;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Browser;

/// <summary>Every page and every state of it that somebody can come to, by name.</summary>
internal static class Scenes
{
    private static readonly Dictionary<string, Scene> ByName = new()
    {
        ["public timeline"] = new(null, (page, _) => page.GotoAsync("/public")),
        ["sign in"] = new(null, (page, _) => page.GotoAsync("/login")),
        ["sign in, refused"] = new(
            null,
            (page, show) => SubmitAsync(page, "/login", "Sign In", ("Username", show.Reader), ("Password", "wrong"))
        ),
        ["sign in, accepted"] = new(
            null,
            (page, show) => SubmitAsync(page, "/login", "Sign In", ("Username", show.Reader), ("Password", WebTest.Password))
        ),
        ["forgotten password"] = new(null, (page, _) => page.GotoAsync("/login/forgotten")),
        ["forgotten password, asked"] = new(
            null,
            async (page, show) =>
            {
                await page.GotoAsync("/login/forgotten");
                await page.GetByLabel("Username or e-mail address").FillAsync(show.Reader);
                await page.GetByRole(AriaRole.Button, new() { Name = "Send a link" }).ClickAsync();
                await page.WaitForSelectorAsync("main .prose");
            }
        ),
        ["new password, refused"] = new(
            null,
            (page, _) =>
                SubmitAsync(page, "/login/reset?token=x", "Change password", ("New password", "a new horse"), ("(repeat)", "a new horse"))
        ),
        ["sign up"] = new(null, (page, _) => page.GotoAsync("/register")),
        ["sign up, refused"] = new(
            null,
            (page, show) => SubmitAsync(page, "/register", "Sign Up", ("Username", show.LongName), ("E-mail", "no address"))
        ),
        ["user, read by anyone"] = new(null, (page, show) => page.GotoAsync("/" + Uri.EscapeDataString(show.Author))),
        ["nothing here"] = new(null, (page, _) => page.GotoAsync("/no/such/page")),
        ["please sign in"] = new(null, (page, _) => page.GotoAsync("/settings")),
        ["bad request"] = new(null, (page, _) => page.GotoAsync("/public?cursor=x")),
        ["my timeline"] = new(Reader, (page, _) => page.GotoAsync("/")),
        ["my timeline, second page"] = new(Reader, OlderAsync),
        ["my timeline, empty"] = new(Newcomer, (page, _) => page.GotoAsync("/")),
        ["my timeline, message refused"] = new(Newcomer, (page, _) => SubmitTooMuchAsync(page, "/", "Share", "What's on your mind")),
        ["my timeline, too long"] = new(
            Newcomer,
            async (page, _) =>
            {
                await page.GotoAsync("/");
                await page.Locator("#text").FillAsync(new string('x', 300));
                await page.WaitForSelectorAsync(".left:has-text('20 too many')");
            }
        ),
        ["my timeline, names offered"] = new(Newcomer, NamesAsync),
        ["my timeline, deleted"] = new(show => show.AsNewcomer, DeleteAsync),
        ["public timeline, in Danish"] = new(null, (page, _) => DanishAsync(page, "/public")),
        ["settings, in Danish"] = new(Reader, (page, _) => DanishAsync(page, "/settings")),
        ["keys"] = new(
            Reader,
            async (page, _) =>
            {
                await page.GotoAsync("/");
                await page.Locator("#show-keys:enabled").ClickAsync();
            }
        ),
        ["my timeline, nothing written"] = new(Newcomer, (page, _) => SubmitAsync(page, "/", "Share")),
        ["my timeline, session ended"] = new(show => show.AsEnded, (page, _) => page.GotoAsync("/")),
        ["message, session ended"] = new(show => show.AsNewcomer, WriteTooLateAsync),
        ["user, myself"] = new(Reader, (page, show) => page.GotoAsync("/" + show.Reader)),
        ["user, followed"] = new(Reader, (page, show) => page.GotoAsync("/" + show.LongName)),
        ["user, not followed"] = new(Newcomer, (page, show) => page.GotoAsync("/" + Uri.EscapeDataString(show.Author))),
        ["user, what else can be done"] = new(
            Newcomer,
            async (page, show) =>
            {
                await page.GotoAsync("/" + Uri.EscapeDataString(show.Author));
                await page.Locator(".more summary").ClickAsync();
                await page.GetByRole(AriaRole.Button, new() { Name = "Block user" }).WaitForAsync();
            }
        ),
        ["user, blocked and muted"] = new(show => show.AsChoosy, (page, show) => page.GotoAsync("/" + show.LongName)),
        ["user, muted"] = new(show => show.AsChoosy, (page, show) => page.GotoAsync("/" + Uri.EscapeDataString(show.Author))),
        ["settings, with people blocked and muted"] = new(show => show.AsChoosy, (page, _) => page.GotoAsync("/settings")),
        ["user, right to left"] = new(Newcomer, (page, show) => page.GotoAsync("/" + Uri.EscapeDataString(show.Arabic))),
        ["user, right to left, now followed"] = new(Newcomer, FollowAsync),
        ["my timeline, right to left"] = new(show => show.AsArabic, (page, _) => page.GotoAsync("/")),
        ["followers, right to left"] = new(null, (page, show) => page.GotoAsync($"/{Uri.EscapeDataString(show.Arabic)}/followers")),
        ["following, right to left"] = new(null, (page, show) => page.GotoAsync($"/{Uri.EscapeDataString(show.Arabic)}/following")),
        ["sign in, right to left, refused"] = new(
            null,
            (page, show) => SubmitAsync(page, "/login", "Sign In", ("Username", show.Arabic), ("Password", "wrong"))
        ),
        ["search"] = new(null, (page, _) => page.GotoAsync("/search")),
        ["search, people and messages"] = new(Reader, (page, show) => page.GotoAsync("/search?q=" + show.LongName)),
        ["search, people to follow"] = new(Newcomer, (page, _) => page.GotoAsync("/search?q=@r")),
        ["search, messages"] = new(null, (page, _) => page.GotoAsync("/search?q=\"one%20of%20many\"")),
        ["search, nothing found"] = new(null, (page, _) => page.GotoAsync("/search?q=nobodyhaseverwrittenthis")),
        ["search, refused"] = new(null, (page, _) => page.GotoAsync("/search?q=" + new string('x', 281))),
        ["followers, to be followed"] = new(Newcomer, (page, show) => page.GotoAsync($"/{show.LongName}/followers")),
        ["followers"] = new(null, (page, show) => page.GotoAsync($"/{show.LongName}/followers")),
        ["followers, none"] = new(null, (page, show) => page.GotoAsync($"/{show.Newcomer}/followers")),
        ["following"] = new(Reader, (page, show) => page.GotoAsync($"/{show.Reader}/following")),
        ["conversation"] = new(Newcomer, (page, show) => page.GotoAsync($"/status/{show.AnswerId}")),
        ["conversation, read by anyone"] = new(null, (page, show) => page.GotoAsync($"/status/{show.AnswerId}")),
        ["conversation, question gone"] = new(Reader, (page, show) => page.GotoAsync($"/status/{show.OrphanId}")),
        ["conversation, answer refused"] = new(
            Newcomer,
            (page, show) => SubmitTooMuchAsync(page, $"/status/{show.AnswerId}", "Answer", "Your answer")
        ),
        ["tag"] = new(null, (page, show) => page.GotoAsync($"/messages/tagged/{show.Tag}")),
        ["tag, unused"] = new(null, (page, _) => page.GotoAsync("/messages/tagged/nobody_has_ever_used_this")),
        ["mentions"] = new(Reader, (page, _) => page.GotoAsync("/messages/mentions")),
        ["mentions, new ones"] = new(show => show.AsLongName, (page, _) => page.GotoAsync("/public")),
        ["about"] = new(null, (page, _) => page.GotoAsync("/about")),
        ["privacy"] = new(null, (page, _) => page.GotoAsync("/privacy")),
        ["terms"] = new(Reader, (page, _) => page.GotoAsync("/terms")),
        ["message"] = new(Reader, (page, show) => page.GotoAsync($"/{show.Reader}/status/{show.MessageId}")),
        ["report"] = new(Newcomer, (page, show) => page.GotoAsync($"/{show.Reader}/status/{show.MessageId}/report")),
        ["report, refused"] = new(
            Newcomer,
            (page, show) =>
                SubmitAsync(page, $"/{show.Reader}/status/{show.MessageId}/report", "Report", ("More about it", new string('W', 501)))
        ),
        ["reported messages"] = new(show => show.AsAdministrator, (page, _) => page.GotoAsync("/admin")),
        ["what administrators did"] = new(show => show.AsAdministrator, (page, _) => page.GotoAsync("/admin/log")),
        ["user, suspended"] = new(null, (page, show) => page.GotoAsync("/" + show.Suspended)),
        ["not an administrator"] = new(Newcomer, (page, _) => page.GotoAsync("/admin")),
        ["settings"] = new(Reader, (page, _) => page.GotoAsync("/settings")),
        ["settings, with a profile and other sessions"] = new(show => show.AsArabic, (page, _) => page.GotoAsync("/settings")),
        ["settings, profile refused"] = new(
            Newcomer,
            (page, _) => SubmitAsync(page, "/settings", "Save profile", ("Display name", new string('W', 65)))
        ),
        ["settings, refused"] = new(Reader, (page, _) => SubmitAsync(page, "/settings", "Delete account", ("Password", "wrong"))),
    };

    public static IEnumerable<string> Names => ByName.Keys;

    public static Scene Of(string name) => ByName[name];

    private static Visitor Reader(Showcase show) => show.AsReader;

    private static Visitor Newcomer(Showcase show) => show.AsNewcomer;

    private static async Task OlderAsync(IPage page, Showcase show)
    {
        await page.GotoAsync("/");
        await page.GotoAsync((await page.Locator(".pager [rel=next]").GetAttributeAsync("href"))!);
    }

    private static async Task FollowAsync(IPage page, Showcase show)
    {
        await page.GotoAsync("/" + Uri.EscapeDataString(show.Arabic));
        await page.Locator(".followstatus button").ClickAsync();
        await page.WaitForSelectorAsync(".flashes");
        await (await page.Context.APIRequest.PostAsync($"/{Uri.EscapeDataString(show.Arabic)}/unfollow")).DisposeAsync();
    }

    private static async Task NamesAsync(IPage page, Showcase show)
    {
        await page.RouteAsync(
            "**/search/names?*",
            route => route.FulfillAsync(new() { ContentType = "application/json", Body = $"""["Ada Lovelace","{show.LongName}"]""" })
        );
        await page.GotoAsync("/");
        await page.Locator("#show-keys:enabled").WaitForAsync();
        await page.Locator("#text").PressSequentiallyAsync("@ad");
        await page.WaitForSelectorAsync("[role=option]");
    }

    private static async Task DeleteAsync(IPage page, Showcase show)
    {
        await page.GotoAsync("/");
        await page.Locator("#text").FillAsync("A slip.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Share" }).ClickAsync();
        await page.Locator(".message").GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await page.WaitForSelectorAsync(".said form");
    }

    private static async Task WriteTooLateAsync(IPage page, Showcase show)
    {
        await page.GotoAsync("/");
        await page.Context.ClearCookiesAsync();
        await page.Context.AddCookiesAsync(
            show.AsEnded.Jar.Select(cookie => new Cookie
            {
                Name = cookie.Name,
                Value = cookie.Value,
                Url = page.Url,
            })
        );
        await page.Locator("#text").FillAsync("שלום\nhello");
        await page.GetByRole(AriaRole.Button, new() { Name = "Share" }).ClickAsync();
        await page.WaitForSelectorAsync("#kept");
    }

    // Which the script would not send.
    private static async Task SubmitTooMuchAsync(IPage page, string path, string button, string label)
    {
        await page.RouteAsync("**/js/*", route => route.AbortAsync());
        await SubmitAsync(page, path, button, (label, new string('x', 281)));
    }

    private static async Task DanishAsync(IPage page, string path)
    {
        await page.GotoAsync(path);
        await page.GetByRole(AriaRole.Button, new() { Name = "Dansk" }).ClickAsync();
        await page.WaitForSelectorAsync("html[lang=da]");
    }

    private static async Task SubmitAsync(IPage page, string path, string button, params (string Label, string Text)[] fields)
    {
        await page.GotoAsync(path);
        var form = page.Locator("form", new() { Has = page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }) });
        foreach (var (label, text) in fields)
        {
            await form.GetByLabel(label).First.FillAsync(text);
        }

        await form.GetByRole(AriaRole.Button).ClickAsync();
        await page.WaitForSelectorAsync(".error, .flashes");
    }
}

/// <summary>How to come to a page: as whom (null: signed out) and by which steps.</summary>
internal sealed record Scene(Func<Showcase, Visitor>? As, Func<IPage, Showcase, Task> OpenAsync);
