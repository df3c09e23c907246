using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Messages;

namespace MiniTwit.ApiService.Users;

/// <summary>What anybody may know about a user.</summary>
/// <param name="Username">The name as registered.</param>
/// <param name="Avatar">The hexadecimal text that the avatar is drawn from.</param>
/// <param name="CreatedAt">When the user registered.</param>
/// <param name="Messages">How many messages there are of the user.</param>
/// <param name="Followers">How many follow the user.</param>
/// <param name="Following">How many the user follows.</param>
/// <param name="FollowedByMe">Whether the sender of the request follows the user; null when it came without a token.</param>
/// <param name="BlockedByMe">True where the sender of the request blocks the user; else absent.</param>
/// <param name="MutedByMe">True where the sender of the request mutes the user; else absent.</param>
/// <param name="DisplayName">What the user wants shown before the name; absent where that is nothing.</param>
/// <param name="Bio">What the user says of themselves; escape it before it goes into a page. Absent where that is nothing.</param>
/// <param name="Suspended">True where the user is suspended, and says nothing; else absent.</param>
/// <param name="BioParts">That in pieces, where some of it is a tag or a link; else absent.</param>
internal sealed record Profile(
    string Username,
    string Avatar,
    DateTimeOffset CreatedAt,
    int Messages,
    int Followers,
    int Following,
    bool? FollowedByMe,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool BlockedByMe = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool MutedByMe = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DisplayName = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Bio = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MessagePart>? BioParts = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Suspended = null
)
{
    public static async Task<Profile?> FindAsync(MiniTwitDb db, Avatars avatars, string username, CurrentUser? reader, CancellationToken ct)
    {
        if (!UserName.CouldBe(username))
        {
            return null;
        }

        var (readerId, hides) = (reader?.Id ?? CurrentUser.Nobody, reader is { HidesSomebody: true });
        // The counts come of what was counted before: docs/decisions/0026.
        var found = (
            await db
                .Database.SqlQuery<ProfileRow>(
                    $"""
                    SELECT u.name, u.email, u.avatar, u.created_at, u.suspended_at IS NOT NULL AS suspended,
                        CASE WHEN u.suspended_at IS NULL THEN u.display_name END AS display_name,
                        CASE WHEN u.suspended_at IS NULL THEN u.bio END AS bio,
                        counts.messages, counts.followers, counts.following,
                        EXISTS (SELECT FROM follows WHERE follower_id = {readerId} AND followee_id = u.id) AS followed_by_me,
                        {hides} AND EXISTS (SELECT FROM blocks WHERE user_id = {readerId} AND other_id = u.id AND NOT is_mute) AS blocked_by_me,
                        {hides} AND EXISTS (SELECT FROM blocks WHERE user_id = {readerId} AND other_id = u.id AND is_mute) AS muted_by_me
                    FROM users u CROSS JOIN LATERAL counts_of(u.id) counts
                    WHERE u.id = (SELECT find_user({UserName.Normalize(username)}))
                    """
                )
                .ToListAsync(ct)
        ).SingleOrDefault();
        return found is null
            ? null
            : new(
                found.Name,
                avatars.Of(found.Email, found.Avatar),
                found.CreatedAt,
                found.Messages,
                found.Followers,
                found.Following,
                reader is null ? null : found.FollowedByMe,
                found.BlockedByMe,
                found.MutedByMe,
                found.DisplayName,
                found.Bio,
                found.Bio is null ? null : MessagePart.Of(found.Bio, null),
                found.Suspended ? true : null
            );
    }
}

/// <summary>What the database gives of a profile.</summary>
internal sealed record ProfileRow(
    string Name,
    string Email,
    string? Avatar,
    string? DisplayName,
    string? Bio,
    DateTimeOffset CreatedAt,
    int Messages,
    int Followers,
    int Following,
    bool FollowedByMe,
    bool BlockedByMe,
    bool MutedByMe,
    bool Suspended
);
