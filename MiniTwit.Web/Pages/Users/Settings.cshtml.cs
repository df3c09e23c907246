using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using MiniTwit.Web.Api;
using MiniTwit.Web.Errors;
using MiniTwit.Web.Flashes;
using MiniTwit.Web.Language;
using MiniTwit.Web.Pages.Blocks;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Pages.Users;

/// <summary>Forms of the settings page.</summary>
internal enum SettingsForm
{
    Profile,
    Avatar,
    Email,
    Password,
    Sessions,
    Export,
    Delete,
}

[Authorize]
internal sealed class SettingsModel(MiniTwitApi api, Session session, IStringLocalizer<Texts> texts) : PageModel
{
    public string? Error { get; private set; }

    /// <summary>The form that the error belongs to.</summary>
    public SettingsForm? Refused { get; private set; }

    public Me Me { get; private set; } = null!;

    /// <summary>Pictures to choose from; none where an API of the version before knows of none.</summary>
    public IReadOnlyList<AvatarChoice> Avatars { get; private set; } = [];

    public IReadOnlyList<OwnSession> Sessions { get; private set; } = [];

    /// <summary>Whom the user blocks and whom the user mutes; none where the API cannot tell.</summary>
    public IReadOnlyList<HiddenPeople> Hidden { get; private set; } = [];

    /// <summary>Only the API knows whether the session still is one, and not every way through this page asks it something else.</summary>
    [NonHandler] // By its name alone it would be one, for a method PAGE.
    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var me = await api.MeAsync(HttpContext.RequestAborted);
        if (!me.Ok)
        {
            context.Result = new ProblemPage(me.Problem);
            return;
        }

        Me = me.Value;
        if (HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method))
        {
            await LoadListsAsync(HttpContext.RequestAborted);
        }

        await next();
    }

    public async Task<IActionResult> OnPostProfileAsync([FromForm] string? displayName, [FromForm] string? bio, CancellationToken cancel)
    {
        if (await api.ChangeProfileAsync(displayName, bio, cancel) is { } problem)
        {
            Me = Me with { DisplayName = displayName, Bio = bio };
            return await RefuseAsync(SettingsForm.Profile, problem, cancel);
        }

        return Done(Notice.ProfileChanged);
    }

    /// <param name="choice">Missing where the picture stays as it is.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<IActionResult> OnPostAvatarAsync([FromForm] int? choice, CancellationToken cancel)
    {
        if (choice is not { } chosen)
        {
            return Redirect("/settings");
        }

        return await api.ChooseAvatarAsync(chosen, cancel) is { } problem
            ? await RefuseAsync(SettingsForm.Avatar, problem, cancel)
            : Done(Notice.AvatarChosen);
    }

    public async Task<IActionResult> OnPostEmailAsync([FromForm] string? current, [FromForm] string? email, CancellationToken cancel)
    {
        if (await api.ChangeEmailAsync(current ?? "", email ?? "", cancel) is { } problem)
        {
            Me = Me with { Email = email ?? "" };
            return await RefuseAsync(SettingsForm.Email, problem, cancel);
        }

        return Done(Notice.EmailChanged);
    }

    public async Task<IActionResult> OnPostPasswordAsync(
        [FromForm] string? current,
        [FromForm] string? password,
        [FromForm] string? password2,
        CancellationToken cancel
    )
    {
        if (string.IsNullOrEmpty(password))
        {
            return await RefuseAsync(SettingsForm.Password, texts["You have to enter a password"], cancel);
        }

        if (password != password2)
        {
            return await RefuseAsync(SettingsForm.Password, texts["The two passwords do not match"], cancel);
        }

        if (NewPassword.Refusal(password, texts) is { } refusal)
        {
            return await RefuseAsync(SettingsForm.Password, refusal, cancel);
        }

        return await api.ChangePasswordAsync(current ?? "", password, cancel) is { } problem
            ? await RefuseAsync(SettingsForm.Password, problem, cancel)
            : Done(Notice.PasswordChanged);
    }

    public async Task<IActionResult> OnPostSessionAsync([FromForm] string? id, CancellationToken cancel)
    {
        // Only what is in the list becomes part of an address.
        await LoadListsAsync(cancel);
        if (!Sessions.Any(own => own.Id == id))
        {
            return await RefuseAsync(SettingsForm.Sessions, texts["There is no such session"], cancel);
        }

        return await api.EndSessionAsync(id!, cancel) is { } problem
            ? await RefuseAsync(SettingsForm.Sessions, problem, cancel)
            : Done(Notice.OneSessionEnded);
    }

    public async Task<IActionResult> OnPostSessionsAsync(CancellationToken cancel) =>
        await api.EndOtherSessionsAsync(cancel) is { } problem
            ? await RefuseAsync(SettingsForm.Sessions, problem, cancel)
            : Done(Notice.OtherSessionsEnded);

    /// <summary>Passed on as it comes. What breaks off in the middle breaks the download off, too: the browser says that it failed.</summary>
    public async Task<IActionResult> OnPostExportAsync(CancellationToken cancel)
    {
        var export = await api.ExportAsync(cancel);
        if (!export.Ok)
        {
            return await RefuseAsync(SettingsForm.Export, export.Problem, cancel);
        }

        HttpContext.Response.RegisterForDispose(export.Value);
        return File(await export.Value.Content.ReadAsStreamAsync(cancel), "application/json", "minitwit.json");
    }

    public async Task<IActionResult> OnPostDeleteAsync([FromForm] string? password, CancellationToken cancel)
    {
        if (await api.DeleteAccountAsync(password ?? "", cancel) is { } problem)
        {
            return await RefuseAsync(SettingsForm.Delete, problem, cancel);
        }

        await session.LeaveAsync(HttpContext);
        Flash.Set(HttpContext, Notice.AccountDeleted);
        return Redirect("/public");
    }

    // The page is of use without them, as it is where an API of the version before has none.
    private async Task LoadListsAsync(CancellationToken cancel)
    {
        var (blockedFrom, mutedFrom) = (CursorIn("blocked"), CursorIn("muted"));
        var (avatars, sessions) = (api.AvatarsAsync(cancel), api.SessionsAsync(cancel));
        var (blocked, muted) = (api.BlockedAsync(blockedFrom, cancel), api.MutedAsync(mutedFrom, cancel));
        Avatars = (await avatars).Value ?? [];
        Sessions = (await sessions).Value ?? [];
        if ((await blocked).Value is { } blocks && (await muted).Value is { } mutes)
        {
            Hidden =
            [
                new("blocked", texts["Blocked"], texts["You block nobody."], "unblock", texts["Unblock"], blocks, blockedFrom),
                new("muted", texts["Muted"], texts["You mute nobody."], "unmute", texts["Unmute"], mutes, mutedFrom),
            ];
        }
    }

    private string? CursorIn(string parameter) => Request.Query[parameter] is [{ Length: > 0 } cursor] ? cursor : null;

    private RedirectResult Done(Notice notice)
    {
        Flash.Set(HttpContext, notice);
        return Redirect("/settings");
    }

    private async Task<IActionResult> RefuseAsync(SettingsForm form, ApiProblem problem, CancellationToken cancel)
    {
        if (problem.SessionEnded)
        {
            return new ProblemPage(problem);
        }

        HttpContext.Features.Set(problem);
        return await RefuseAsync(form, texts.Of(problem), cancel, problem.Status);
    }

    private async Task<PageResult> RefuseAsync(
        SettingsForm form,
        string error,
        CancellationToken cancel,
        int status = StatusCodes.Status400BadRequest
    )
    {
        await LoadListsAsync(cancel);
        (Refused, Error) = (form, error);
        Response.StatusCode = status;
        return Page();
    }
}
