namespace MiniTwit.Web.Pages.Messages;

/// <summary>
/// The form a message is written in, one of its own or an answer. The key tells a second press of the button from a second message.
/// </summary>
internal sealed record ComposeForm(string Text, string Key, long? InReplyTo, string? Error)
{
    public static ComposeForm Empty(long? inReplyTo = null) => new("", Guid.NewGuid().ToString("N"), inReplyTo, null);
}
