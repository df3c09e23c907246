using System.Linq.Expressions;
using System.Text.Json.Serialization;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Messages;

/// <summary>A message as everybody sees it.</summary>
/// <param name="Id">The message's number; later ones are higher.</param>
/// <param name="Author">The author's name.</param>
/// <param name="Avatar">The hexadecimal text that the author's avatar is drawn from.</param>
/// <param name="Text">The text as posted; escape it before it goes into a page.</param>
/// <param name="PostedAt">When it was posted.</param>
/// <param name="InReplyTo">The number of the message that this one answers, which may be gone; absent where it answers none.</param>
/// <param name="Parts">The text in pieces, where some of it is a mention, a tag or a link; else absent.</param>
/// <param name="DisplayName">What the author wants shown before the name; absent where that is nothing.</param>
internal sealed record PostedMessage(
    long Id,
    string Author,
    string Avatar,
    string Text,
    DateTimeOffset PostedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? InReplyTo = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MessagePart>? Parts = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DisplayName = null
);

/// <summary>The columns that a <see cref="PostedMessage"/> is made of.</summary>
internal sealed record MessageRow(
    long Id,
    string Author,
    string Email,
    string Text,
    DateTimeOffset PostedAt,
    long? ReplyToId,
    string[]? Mentioned,
    string? DisplayName,
    string? Avatar
) : IKeyed
{
    public static readonly Expression<Func<Message, MessageRow>> Of = m => new MessageRow(
        m.Id,
        m.Author.Name,
        m.Author.Email,
        m.Text,
        m.PostedAt,
        m.ReplyToId,
        m.Mentioned,
        m.Author.DisplayName,
        m.Author.Avatar
    );

    public PostedMessage Shown(Avatars avatars) =>
        new(Id, Author, avatars.Of(Email, Avatar), Text, PostedAt, ReplyToId, MessagePart.Of(Text, Mentioned), DisplayName);
}
