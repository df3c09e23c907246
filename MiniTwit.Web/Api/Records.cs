namespace MiniTwit.Web.Api;

/// <summary>A message as the timelines show it.</summary>
internal sealed record Message(long Id, string Author, string Avatar, string Text, DateTimeOffset PostedAt);

/// <summary>One page of a list; the cursors lead to older and newer entries.</summary>
internal sealed record PageOf<T>(IReadOnlyList<T> Items, string? Next, string? Prev)
{
    /// <summary>Following a cursor led to nothing: there is nothing newer yet, or what was older is gone.</summary>
    public bool IsPastTheEnd(string? cursor) => cursor is not null && Items.Count == 0;
}

/// <summary>A user in a list of followers.</summary>
internal sealed record Person(string Username, string Avatar);

/// <summary>A user's public face; <see cref="FollowedByMe"/> is null for a reader who is signed out.</summary>
internal sealed record Profile(
    string Username,
    string Avatar,
    DateTimeOffset CreatedAt,
    long Messages,
    long Followers,
    long Following,
    bool? FollowedByMe
);

/// <summary>What a successful sign-in yields.</summary>
internal sealed record NewSession(string Token, string Username);
