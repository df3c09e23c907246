using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;

namespace MiniTwit.ApiService.Users;

internal static class UserLookup
{
    /// <summary>The user of that name, or else the one whose name looks the same; nobody, or one.</summary>
    public static IQueryable<User> UsersNamed(this MiniTwitDb db, string username)
    {
        // Nobody has the empty name, and the database does not choke on it.
        var name = UserName.CouldBe(username) ? UserName.Normalize(username) : "";
        return db.Users.FromSql($"SELECT * FROM users WHERE id = (SELECT find_user({name}))");
    }

    /// <summary>The id of the user of that name, for queries to look up on their own way; none where there is no such user.</summary>
    public static IQueryable<long> IdsNamed(this MiniTwitDb db, string username) => db.UsersNamed(username).Select(u => u.Id);

    /// <summary>Whether there is a user of that name: asked after a list of theirs was empty.</summary>
    public static async Task<bool> IsUserAsync(this MiniTwitDb db, string username, CancellationToken ct) =>
        await db.FindUserIdAsync(username, ct) is not null;

    /// <summary>The id of the user of that name, or null.</summary>
    public static Task<long?> FindUserIdAsync(this MiniTwitDb db, string username, CancellationToken ct) =>
        db.UsersNamed(username).Select(u => (long?)u.Id).SingleOrDefaultAsync(ct);
}
