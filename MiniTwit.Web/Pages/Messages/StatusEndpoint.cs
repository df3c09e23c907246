using MiniTwit.Web.Api;
using MiniTwit.Web.Errors;

namespace MiniTwit.Web.Pages.Messages;

internal static class StatusEndpoint
{
    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>A message's address without its author's name, for who knows the number alone.</summary>
    public static void MapStatus(this WebApplication app) => app.MapMethods("/status/{id:long}", Reads, FindAsync);

    private static async Task<IResult> FindAsync(long id, MiniTwitApi api, HttpContext context)
    {
        var message = await api.MessageAsync(id, context.RequestAborted);
        return message.Ok ? TypedResults.LocalRedirect(Links.Message(message.Value)) : new ProblemPage(message.Problem);
    }
}
