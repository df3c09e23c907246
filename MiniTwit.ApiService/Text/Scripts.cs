using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace MiniTwit.ApiService.Text;

/// <summary>Which scripts the letters of a text belong to.</summary>
internal static class Scripts
{
    private static readonly (int First, int Last, string Script)[] Ranges =
    [
        .. ScriptRanges.All.Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse),
    ];

    // Those of everyday use ("moderately restrictive" in UTS 39), without the ones of which the confusables of UTS 39 take a letter for a
    // Latin one: Arabic, Armenian, Ethiopic, Georgian, Hebrew, Malayalam, Myanmar and Oriya.
    private static readonly FrozenSet<string> GoWithLatin = FrozenSet.Create(
        "Bengali",
        "Devanagari",
        "EastAsian",
        "Gujarati",
        "Gurmukhi",
        "Kannada",
        "Khmer",
        "Lao",
        "Sinhala",
        "Tamil",
        "Telugu",
        "Thaana",
        "Thai",
        "Tibetan"
    );

    /// <summary>True when letters of scripts stand together that are not written together, such as Latin and Cyrillic.</summary>
    public static bool AreMixed(string text)
    {
        var found = text.EnumerateRunes().Where(Rune.IsLetter).Select(Of).OfType<string>().ToHashSet();
        return found.Count > 1 && !(found.Remove("Latin") && found.Count == 1 && GoWithLatin.Contains(found.Single()));
    }

    private static string? Of(Rune letter)
    {
        var (low, high) = (0, Ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (letter.Value < Ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (letter.Value > Ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return Ranges[middle].Script;
            }
        }

        return null;
    }

    private static (int, int, string) Parse(string range)
    {
        var parts = range.Split('-', ' ');
        return (
            int.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            parts[2]
        );
    }
}
