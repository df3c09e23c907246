using System.Text;
using MiniTwit.ApiService.Text;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Messages;

/// <summary>Names behind an @. They hold spaces, so that only the database knows where one ends.</summary>
internal static class PossibleName
{
    /// <summary>Where a name that begins here may end: behind each word, and behind each sign that follows one.</summary>
    public static IEnumerable<int> Ends(string text, int start)
    {
        var end = start;
        if (start < text.Length && char.IsWhiteSpace(text[start]))
        {
            yield break;
        }

        foreach (var rune in text[start..].EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune.Value == '/' || PlainText.IsLongerThan(UserName.MaxElements, text[start..end]))
            {
                yield break;
            }

            end += rune.Utf16SequenceLength;
            if (!Rune.IsWhiteSpace(rune) && Marks.EndsWord(text, end) && UserName.CouldBe(text[start..end]))
            {
                yield return end;
            }
        }
    }
}
