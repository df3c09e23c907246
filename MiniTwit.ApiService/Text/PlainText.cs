using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace MiniTwit.ApiService.Text;

/// <summary>What text is made of, as a person counts it and as Postgres can store it.</summary>
internal static class PlainText
{
    /// <summary>
    /// UTF-16 units allowed per text element: no text grows without bound by piling up combining marks, and the longest emoji
    /// (two people of different skin tones kissing: 15 units) still count as the one character that a person sees.
    /// </summary>
    public const int UnitsPerElement = 16;

    /// <summary>True when the text has no lone surrogate and no NUL, neither of which Postgres can store.</summary>
    public static bool IsStorable(string text)
    {
        if (text.Contains('\0'))
        {
            return false;
        }

        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var used) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[used..];
        }

        return true;
    }

    public static bool HasControlCharacters(string text, string except = "") => text.Any(c => char.IsControl(c) && !except.Contains(c));

    /// <summary>True when nothing of the text can be seen.</summary>
    public static bool IsBlank([NotNullWhen(false)] string? text) => text is null || !text.EnumerateRunes().Any(IsVisible);

    // Neither a space nor one of Unicode's Default_Ignorable_Code_Point; the blank of Braille and the anchors of annotations are neither,
    // yet nothing to see.
    private static bool IsVisible(Rune rune) =>
        !Rune.IsWhiteSpace(rune)
        && rune.Value
            is not (
                0x00AD
                or 0x034F
                or 0x061C
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or (>= 0x180B and <= 0x180F)
                or (>= 0x200B and <= 0x200F)
                or (>= 0x202A and <= 0x202E)
                or (>= 0x2060 and <= 0x206F)
                or 0x2800
                or 0x3164
                or (>= 0xFE00 and <= 0xFE0F)
                or 0xFEFF
                or 0xFFA0
                or (>= 0xFFF0 and <= 0xFFFB)
                or (>= 0x1BCA0 and <= 0x1BCA3)
                or (>= 0x1D173 and <= 0x1D17A)
                or (>= 0xE0000 and <= 0xE0FFF)
            );

    /// <summary>True when the text has more characters than that, as a person counts them.</summary>
    public static bool IsLongerThan(int elements, string text)
    {
        if (text.Length <= elements)
        {
            return false;
        }

        if (text.Length > elements * UnitsPerElement)
        {
            return true;
        }

        var counter = StringInfo.GetTextElementEnumerator(text);
        var count = 0;
        while (counter.MoveNext())
        {
            if (++count > elements)
            {
                return true;
            }
        }

        return false;
    }
}
