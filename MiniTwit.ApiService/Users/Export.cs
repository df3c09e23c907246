namespace MiniTwit.ApiService.Users;

/// <summary>
/// All that a user gave. Lists are read while they are sent, the newest first: what changes meanwhile may be in it as it was or as it is,
/// and what ends in the middle is no JSON.
/// </summary>
/// <param name="ExportedAt">When it was begun.</param>
/// <param name="Username">The name as registered.</param>
/// <param name="Email">The e-mail address.</param>
/// <param name="CreatedAt">When the user registered.</param>
/// <param name="DisplayName">What is shown before the name, or null.</param>
/// <param name="Bio">What the user says of themselves, or null.</param>
/// <param name="Avatar">The hexadecimal text that the avatar is drawn from.</param>
/// <param name="AvatarIsChosen">Whether the user chose it; else it is made of the e-mail address.</param>
/// <param name="Sessions">The open sessions, the latest used first.</param>
/// <param name="Messages">The messages.</param>
/// <param name="DeletedMessages">Those that can still be put back.</param>
/// <param name="Following">The names of those whom the user follows.</param>
/// <param name="Followers">The names of those who follow the user.</param>
/// <param name="Blocked">The names of those whom the user blocks.</param>
/// <param name="Muted">The names of those whom the user mutes.</param>
internal sealed record Export(
    DateTimeOffset ExportedAt,
    string Username,
    string Email,
    DateTimeOffset CreatedAt,
    string? DisplayName,
    string? Bio,
    string Avatar,
    bool AvatarIsChosen,
    IReadOnlyList<OwnSession> Sessions,
    IAsyncEnumerable<ExportedMessage> Messages,
    IAsyncEnumerable<ExportedMessage> DeletedMessages,
    IAsyncEnumerable<string> Following,
    IAsyncEnumerable<string> Followers,
    IAsyncEnumerable<string> Blocked,
    IAsyncEnumerable<string> Muted
);

/// <summary>One of the user's messages.</summary>
/// <param name="Id">The message's id.</param>
/// <param name="Text">What was posted.</param>
/// <param name="PostedAt">When.</param>
/// <param name="InReplyTo">The message that it answers, or null.</param>
/// <param name="Flagged">Whether a moderator took it out of sight.</param>
/// <param name="DeletedAt">When it was deleted, or null.</param>
internal sealed record ExportedMessage(
    long Id,
    string Text,
    DateTimeOffset PostedAt,
    long? InReplyTo,
    bool Flagged,
    DateTimeOffset? DeletedAt = null
);
