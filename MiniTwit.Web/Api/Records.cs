namespace MiniTwit.Web.Api;

/// <summary>A message as the timelines show it; <see cref="Parts"/> is its text where some of it leads somewhere.</summary>
internal sealed record Message(
    long Id,
    string Author,
    string Avatar,
    string Text,
    DateTimeOffset PostedAt,
    long? InReplyTo = null,
    IReadOnlyList<MessagePart>? Parts = null,
    string? DisplayName = null
);

/// <summary>A piece of a text: a user's name, a tag, an address, or none of them.</summary>
internal sealed record MessagePart(string Text, string? Mention, string? Tag, string? Link);

/// <summary>A message, what it answers if that is still there, and what answers it.</summary>
internal sealed record Conversation(Message Message, Message? InReplyTo, PageOf<Message> Answers);

/// <summary>One page of a list; the cursors lead to older and newer entries.</summary>
internal sealed record PageOf<T>(IReadOnlyList<T> Items, string? Next, string? Prev)
{
    public static readonly PageOf<T> Empty = new([], null, null);

    /// <summary>Following a cursor led to nothing: there is nothing newer yet, or what was older is gone.</summary>
    public bool IsPastTheEnd(string? cursor) => cursor is not null && Items.Count == 0;
}

/// <summary>A user in a list of users; <see cref="FollowedByMe"/> is null for a reader who is signed out.</summary>
internal sealed record Person(string Username, string Avatar, bool? FollowedByMe = null, string? DisplayName = null);

/// <summary>A user's public face, and what the reader has to do with it; <see cref="FollowedByMe"/> is null for one who is signed out.</summary>
internal sealed record Profile(
    string Username,
    string Avatar,
    DateTimeOffset CreatedAt,
    long Messages,
    long Followers,
    long Following,
    bool? FollowedByMe,
    bool BlockedByMe = false,
    bool MutedByMe = false,
    string? DisplayName = null,
    string? Bio = null,
    IReadOnlyList<MessagePart>? BioParts = null,
    bool? Suspended = null
);

/// <summary>The signed-in user's own account.</summary>
internal sealed record Me(string Username, string Email, string Avatar, string? DisplayName = null, string? Bio = null);

/// <summary>An avatar to choose; 0 is the one of the e-mail address.</summary>
internal sealed record AvatarChoice(int Choice, string Avatar);

/// <summary>One of the signed-in user's sessions; <see cref="Current"/> is the one that this page was asked for with.</summary>
internal sealed record OwnSession(string Id, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, bool Current);

/// <summary>What a user's page shows.</summary>
internal sealed record UserPage(Profile Profile, PageOf<Message> Messages);

/// <summary>A message that was reported and waits for an administrator, with what the newest reports say.</summary>
internal sealed record ReportedMessage(Message Message, int Reports, IReadOnlyList<Reported> Newest);

/// <summary>What somebody said is wrong with a message.</summary>
internal sealed record Reported(string Reason, string? Comment = null);

/// <summary>What an administrator did, or where none is named the operator; <see cref="InForce"/> where it can be undone.</summary>
internal sealed record LogEntry(
    string Act,
    string Username,
    DateTimeOffset ActedAt,
    bool InForce,
    string? Administrator = null,
    long? MessageId = null,
    string? Text = null,
    string? Note = null
);

/// <summary>What a successful sign-in yields.</summary>
internal sealed record NewSession(string Token, string Username);
