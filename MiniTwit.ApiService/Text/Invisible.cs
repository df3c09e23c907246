using System.Globalization;
using System.Text;

namespace MiniTwit.ApiService.Text;

/// <summary>Characters that nobody sees, in what a person is called.</summary>
internal static class Invisible
{
    /// <summary>True for control characters and for those that hide or reorder text, with which one name can pose as another.</summary>
    public static bool HasControls(string text) => text.EnumerateRunes().Any(IsControl);

    /// <summary>
    /// True when a joiner joins nothing: it belongs behind a letter of a script without case (Arabic, those of India) or a part of an
    /// emoji, whatever signs stand on it.
    /// </summary>
    public static bool HasStrayJoiner(string text)
    {
        var bearer = UnicodeCategory.OtherNotAssigned;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (
                IsJoiner(rune)
                && bearer is not (UnicodeCategory.OtherLetter or UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol)
            )
            {
                return true;
            }

            if (category is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark))
            {
                bearer = category;
            }
        }

        return false;
    }

    private static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;

    private static bool IsControl(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
            UnicodeCategory.Format => !IsJoiner(rune),
            _ => false,
        };
}
