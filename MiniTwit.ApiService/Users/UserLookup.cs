using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;

namespace MiniTwit.ApiService.Users;

internal static class UserLookup
{
    /// <summary>The id of the user of that name, or null.</summary>
    public static async Task<long?> FindUserIdAsync(this MiniTwitDb db, string username, CancellationToken ct)
    {
        if (!UserName.CouldBe(username))
            return null;
        var normalized = UserName.Normalize(username);
        return await db.Users.Where(u => u.NormalizedName == normalized).Select(u => (long?)u.Id).FirstOrDefaultAsync(ct);
    }
}
