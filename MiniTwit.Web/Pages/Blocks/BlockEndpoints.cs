using MiniTwit.Web.Api;
using MiniTwit.Web.Flashes;

namespace MiniTwit.Web.Pages.Blocks;

internal static class BlockEndpoints
{
    public static void MapBlocks(this WebApplication app)
    {
        app.MapPost("/{username}/block", BlockAsync).RequireAuthorization();
        app.MapPost("/{username}/unblock", UnblockAsync).RequireAuthorization();
        app.MapPost("/{username}/mute", MuteAsync).RequireAuthorization();
        app.MapPost("/{username}/unmute", UnmuteAsync).RequireAuthorization();
    }

    private static async Task<IResult> BlockAsync(string username, MiniTwitApi api, HttpContext context) =>
        Answer(await api.BlockAsync(username, context.RequestAborted), Notice.Blocked, username, context);

    private static async Task<IResult> UnblockAsync(string username, MiniTwitApi api, HttpContext context) =>
        Answer(await api.UnblockAsync(username, context.RequestAborted), Notice.Unblocked, username, context);

    private static async Task<IResult> MuteAsync(string username, MiniTwitApi api, HttpContext context) =>
        Answer(await api.MuteAsync(username, context.RequestAborted), Notice.Muted, username, context);

    private static async Task<IResult> UnmuteAsync(string username, MiniTwitApi api, HttpContext context) =>
        Answer(await api.UnmuteAsync(username, context.RequestAborted), Notice.Unmuted, username, context);

    private static IResult Answer(ApiProblem? problem, Notice notice, string username, HttpContext context) =>
        Acted.Answer(context, problem, notice, username, Links.User(username));
}
