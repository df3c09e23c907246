namespace MiniTwit.ApiService.Mail;

/// <summary>A mail to be sent, in plain text.</summary>
/// <param name="To">The address, as its user gave it.</param>
/// <param name="Subject">What it is about, in words of ours alone.</param>
/// <param name="Text">What it says.</param>
/// <param name="Until">When it is no longer of use; null: never.</param>
internal sealed record Letter(string To, string Subject, string Text, DateTimeOffset? Until = null);
