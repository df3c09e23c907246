using System.Globalization;
using MiniTwit.Web.Api;
using MiniTwit.Web.Flashes;

namespace MiniTwit.Web.Pages.Messages;

internal static class DeletionEndpoints
{
    public static void MapDeletion(this WebApplication app)
    {
        app.MapPost("/{username}/status/{id:long}/delete", DeleteAsync).RequireAuthorization();
        app.MapPost("/{username}/status/{id:long}/restore", RestoreAsync).RequireAuthorization();
    }

    private static async Task<IResult> DeleteAsync(long id, MiniTwitApi api, HttpContext context)
    {
        var number = id.ToString(CultureInfo.InvariantCulture);
        var problem = await api.DeleteMessageAsync(id, context.RequestAborted);
        // A second press, before the page came that tells of the first.
        var isDone = problem is { Status: StatusCodes.Status404NotFound } && Flash.Waiting(context, Notice.Deleted) == number;
        return Acted.Answer(context, isDone ? null : problem, Notice.Deleted, number, "/");
    }

    private static async Task<IResult> RestoreAsync(long id, MiniTwitApi api, HttpContext context)
    {
        var problem = await api.RestoreMessageAsync(id, context.RequestAborted);
        var isTooLate = problem is { Status: StatusCodes.Status404NotFound };
        return Acted.Answer(context, isTooLate ? null : problem, isTooLate ? Notice.NotRestored : Notice.Restored, "", "/");
    }
}
