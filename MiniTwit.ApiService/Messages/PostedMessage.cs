using System.Linq.Expressions;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Messages;

/// <summary>A message as everybody sees it.</summary>
/// <param name="Id">The message's number; later ones are higher.</param>
/// <param name="Author">The author's name.</param>
/// <param name="Avatar">The hexadecimal text that the author's avatar is drawn from.</param>
/// <param name="Text">The text as posted; escape it before it goes into a page.</param>
/// <param name="PostedAt">When it was posted.</param>
internal sealed record PostedMessage(long Id, string Author, string Avatar, string Text, DateTimeOffset PostedAt);

/// <summary>The columns that a <see cref="PostedMessage"/> is made of.</summary>
internal sealed record MessageRow(long Id, string Author, string Email, string Text, DateTimeOffset PostedAt) : IKeyed
{
    public static readonly Expression<Func<Message, MessageRow>> Of = m => new MessageRow(
        m.Id,
        m.Author.Name,
        m.Author.Email,
        m.Text,
        m.PostedAt
    );

    public PostedMessage Shown(Avatars avatars) => new(Id, Author, avatars.Of(Email), Text, PostedAt);
}
