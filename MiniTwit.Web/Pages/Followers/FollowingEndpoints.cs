using MiniTwit.Web.Api;
using MiniTwit.Web.Flashes;
using MiniTwit.Web.Security;

namespace MiniTwit.Web.Pages.Followers;

internal static class FollowingEndpoints
{
    public static void MapFollowing(this WebApplication app)
    {
        var user = app.MapGroup("/{username}").RequireAuthorization();
        user.MapStateChange("/follow", FollowAsync);
        user.MapStateChange("/unfollow", UnfollowAsync);
    }

    private static async Task<IResult> FollowAsync(string username, MiniTwitApi api, HttpContext context) =>
        Answer(await api.FollowAsync(username, context.RequestAborted), Notice.Followed, username, context);

    private static async Task<IResult> UnfollowAsync(string username, MiniTwitApi api, HttpContext context) =>
        Answer(await api.UnfollowAsync(username, context.RequestAborted), Notice.Unfollowed, username, context);

    private static IResult Answer(ApiProblem? problem, Notice notice, string username, HttpContext context) =>
        Acted.Answer(context, problem, notice, username, Links.User(username));
}
