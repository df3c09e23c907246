using System.Globalization;
using System.Security.Claims;

namespace MiniTwit.ApiService.Users;

/// <summary>Who sent the request; null where that is allowed to be nobody.</summary>
internal sealed record CurrentUser(long Id, string Name, byte[] SessionHash)
{
    public const string SessionClaim = "session";

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
                    Convert.FromHexString(user.FindFirstValue(SessionClaim)!)
                )
                : null
        );
    }
}
