namespace MiniTwit.Web.Pages.Messages;

/// <summary>The form a message is written in. The key tells a second press of the button from a second message.</summary>
internal sealed record ComposeForm(string Text, string Key, string? Error)
{
    public static ComposeForm Empty() => new("", Guid.NewGuid().ToString("N"), null);
}
