using MiniTwit.Web.Api;
using MiniTwit.Web.Errors;
using MiniTwit.Web.Flashes;

namespace MiniTwit.Web.Pages.Messages;

internal static class DeleteEndpoint
{
    public static void MapDeleteMessage(this WebApplication app) =>
        app.MapPost("/{username}/status/{id:long}/delete", DeleteAsync).RequireAuthorization();

    private static async Task<IResult> DeleteAsync(long id, MiniTwitApi api, HttpContext context)
    {
        if (await api.DeleteMessageAsync(id, context.RequestAborted) is { } problem)
        {
            return new ProblemPage(problem);
        }

        Flash.Set(context, Notice.Deleted);
        return TypedResults.LocalRedirect("/");
    }
}
