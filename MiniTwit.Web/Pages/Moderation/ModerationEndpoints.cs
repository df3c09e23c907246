using Microsoft.AspNetCore.Mvc;
using MiniTwit.Web.Api;
using MiniTwit.Web.Flashes;

namespace MiniTwit.Web.Pages.Moderation;

/// <summary>What administrators' buttons do; whether somebody is one, the API knows.</summary>
internal static class ModerationEndpoints
{
    /// <summary>Nobody could ever be called like the first part.</summary>
    public const string Queue = "/admin",
        Log = "/admin/log",
        Act = "/admin/act";

    public static void MapModeration(this WebApplication app) =>
        app.MapPost("/admin/act", ActAsync).RequireAuthorization().DisableAntiforgery();

    private static async Task<IResult> ActAsync(
        [FromForm] string? act,
        [FromForm] long? id,
        [FromForm] string? username,
        [FromForm] string? note,
        MiniTwitApi api,
        HttpContext context
    )
    {
        var (done, asked) = (act, id, username) switch
        {
            ("hide", { } message, _) => (Notice.Hidden, api.ModerateMessageAsync(message, act, note, context.RequestAborted)),
            ("unhide", { } message, _) => (Notice.Unhidden, api.ModerateMessageAsync(message, act, note, context.RequestAborted)),
            ("dismiss", { } message, _) => (Notice.Dismissed, api.ModerateMessageAsync(message, act, note, context.RequestAborted)),
            ("suspend", _, { Length: > 0 }) => (Notice.Suspended, api.ModerateUserAsync(username, act, note, context.RequestAborted)),
            ("unsuspend", _, { Length: > 0 }) => (Notice.Unsuspended, api.ModerateUserAsync(username, act, note, context.RequestAborted)),
            _ => (default(Notice), null),
        };
        return asked is null ? TypedResults.BadRequest() : Acted.Answer(context, await asked, done, "", Queue);
    }
}
