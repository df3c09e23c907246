using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;

namespace MiniTwit.ApiService.Users;

/// <summary>What anybody may know about a user.</summary>
/// <param name="Username">The name as registered.</param>
/// <param name="Avatar">The hexadecimal text that the avatar is drawn from.</param>
/// <param name="CreatedAt">When the user registered.</param>
/// <param name="Messages">How many messages there are of the user.</param>
/// <param name="Followers">How many follow the user.</param>
/// <param name="Following">How many the user follows.</param>
/// <param name="FollowedByMe">Whether the sender of the request follows the user; null when it came without a token.</param>
internal sealed record Profile(
    string Username,
    string Avatar,
    DateTimeOffset CreatedAt,
    int Messages,
    int Followers,
    int Following,
    bool? FollowedByMe
)
{
    public static async Task<Profile?> FindAsync(MiniTwitDb db, Avatars avatars, string username, CurrentUser? reader, CancellationToken ct)
    {
        if (!UserName.CouldBe(username))
        {
            return null;
        }

        var readerId = reader?.Id;
        var found = await db.UsersNamed(username)
            .Select(u => new
            {
                u.Name,
                u.Email,
                u.CreatedAt,
                Messages = db.Messages.Count(m => m.AuthorId == u.Id && !m.Flagged),
                Followers = db.Follows.Count(f => f.FolloweeId == u.Id),
                Following = db.Follows.Count(f => f.FollowerId == u.Id),
                FollowedByMe = db.Follows.Any(f => f.FollowerId == readerId && f.FolloweeId == u.Id),
            })
            .SingleOrDefaultAsync(ct);
        return found is null
            ? null
            : new(
                found.Name,
                avatars.Of(found.Email),
                found.CreatedAt,
                found.Messages,
                found.Followers,
                found.Following,
                reader is null ? null : found.FollowedByMe
            );
    }
}
