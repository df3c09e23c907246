using MiniTwit.ApiService.Text;

namespace MiniTwit.ApiService.Moderation;

/// <summary>What may be said in a report, and beside an administrator's act.</summary>
internal static class ReportRules
{
    public const int MaxElements = 500;

    public static readonly string[] Reasons = ["spam", "abuse", "violence", "illegal", "other"];

    public static string? Error(string? reason, string? comment)
    {
        if (!Reasons.Contains(reason))
        {
            return "Choose what is wrong with the message";
        }

        return NoteError(comment);
    }

    /// <summary>What is wrong with a text that may also be left out; null for nothing.</summary>
    public static string? NoteError(string? note)
    {
        if (note is null)
        {
            return null;
        }

        if (PlainText.IsLongerThan(MaxElements, note))
        {
            return $"A note has at most {MaxElements} characters";
        }

        return PlainText.IsStorable(note) && !PlainText.HasControlCharacters(note, except: "\n\r\t")
            ? null
            : "A note cannot contain control characters";
    }

    /// <summary>The note as it is stored: null where nothing of it is to be seen.</summary>
    public static string? OrNull(string? note) => PlainText.IsBlank(note) ? null : note.Trim();
}
