using System.Globalization;
using System.Security.Claims;

namespace MiniTwit.ApiService.Users;

/// <summary>Who sent the request; null where that is allowed to be nobody.</summary>
/// <param name="Id">The user's number.</param>
/// <param name="Name">The name as registered.</param>
/// <param name="SessionHash">What the session is stored under.</param>
/// <param name="HidesSomebody">Whether the user blocks or mutes anybody: most do not, and their lists need not ask.</param>
internal sealed record CurrentUser(long Id, string Name, byte[] SessionHash, bool HidesSomebody)
{
    public const string SessionClaim = "session";
    public const string HidesClaim = "hides";

    /// <summary>The id that no user has.</summary>
    public const long Nobody = 0;

    public static ValueTask<CurrentUser?> BindAsync(HttpContext context)
    {
        var user = context.User;
        return ValueTask.FromResult(
            user.Identity is { IsAuthenticated: true }
                ? new CurrentUser(
                    long.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture),
                    user.FindFirstValue(ClaimTypes.Name)!,
                    Convert.FromHexString(user.FindFirstValue(SessionClaim)!),
                    user.HasClaim(claim => claim.Type == HidesClaim)
                )
                : null
        );
    }
}
