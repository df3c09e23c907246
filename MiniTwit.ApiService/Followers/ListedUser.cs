using System.Text.Json.Serialization;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Followers;

/// <summary>A user in a list of users.</summary>
/// <param name="Username">The name as registered.</param>
/// <param name="Avatar">The hexadecimal text that the avatar is drawn from.</param>
/// <param name="FollowedByMe">Whether the sender of the request follows the user; null when it came without a token.</param>
/// <param name="DisplayName">What the user wants shown before the name; absent where that is nothing.</param>
internal sealed record ListedUser(
    string Username,
    string Avatar,
    bool? FollowedByMe,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DisplayName = null
);

/// <summary>The columns that a <see cref="ListedUser"/> is made of.</summary>
internal record ListedRow(string Name, string Email, string? Avatar, string? DisplayName, bool FollowedByMe)
{
    public ListedUser Shown(Avatars avatars, CurrentUser? reader) =>
        new(Name, avatars.Of(Email, Avatar), reader is null ? null : FollowedByMe, DisplayName);
}

/// <summary>These in a list that is paged by when one followed, blocked or muted the other.</summary>
internal sealed record FollowRow(long Id, string Name, string Email, string? Avatar, string? DisplayName, bool FollowedByMe)
    : ListedRow(Name, Email, Avatar, DisplayName, FollowedByMe),
        IKeyed;
