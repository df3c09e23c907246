using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;

namespace MiniTwit.ApiService.Users;

internal static class UserLookup
{
    /// <summary>The user of that name, or else the one whose name looks the same; nobody, or one.</summary>
    public static IQueryable<User> UsersNamed(this MiniTwitDb db, string username) =>
        db.Users.FromSql($"SELECT * FROM users WHERE id = (SELECT find_user({UserName.Normalize(username)}))");

    /// <summary>The id of the user of that name, or null.</summary>
    public static async Task<long?> FindUserIdAsync(this MiniTwitDb db, string username, CancellationToken ct) =>
        UserName.CouldBe(username) ? await db.UsersNamed(username).Select(u => (long?)u.Id).SingleOrDefaultAsync(ct) : null;
}
