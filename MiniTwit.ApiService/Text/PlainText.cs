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
            return false;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var used) != System.Buffers.OperationStatus.Done)
                return false;
            rest = rest[used..];
        }

        return true;
    }

    public static bool HasControlCharacters(string text, string except = "") =>
        text.Any(c => char.IsControl(c) && !except.Contains(c));

    /// <summary>True when the text has more characters than that, as a person counts them.</summary>
    public static bool IsLongerThan(int elements, string text)
    {
        if (text.Length <= elements)
            return false;
        if (text.Length > elements * UnitsPerElement)
            return true;
        var counter = StringInfo.GetTextElementEnumerator(text);
        var count = 0;
        while (counter.MoveNext())
        {
            if (++count > elements)
                return true;
        }

        return false;
    }
}
