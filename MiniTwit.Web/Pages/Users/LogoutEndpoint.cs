using MiniTwit.Web.Api;
using MiniTwit.Web.Flashes;
using MiniTwit.Web.Security;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Pages.Users;

internal static class LogoutEndpoint
{
    public static void MapLogout(this WebApplication app) => app.MapStateChange("/logout", LogoutAsync);

    private static async Task<IResult> LogoutAsync(MiniTwitApi api, Session session, HttpContext context)
    {
        // Signing out here works whatever the API says; its side of the session then ends by being idle.
        if (session.Token is not null)
        {
            await api.SignOutAsync(context.RequestAborted);
        }

        await session.LeaveAsync(context);
        Flash.Set(context, Notice.SignedOut);
        return TypedResults.LocalRedirect("/public");
    }
}
