using System.Buffers;
using System.Globalization;
using System.Text;

namespace MiniTwit.ApiService.Messages;

/// <summary>What a part of a text stands for.</summary>
internal enum MarkKind
{
    Link,
    Tag,
    Mention,
}

/// <summary>A part of a text that stands for something, with the sign it begins with.</summary>
internal readonly record struct Mark(MarkKind Kind, int Start, int Length)
{
    public string Of(string text) => text.Substring(Start, Length);
}

/// <summary>
/// Finds links, #tags and @mentions in a text, the same wherever it is asked. A link is an address with http or https. A tag has
/// letters, digits, underscores and signs upon letters, and at least one letter. What a mention is, the names that there are decide.
/// </summary>
internal static class Marks
{
    private const int MaxTagRunes = 64;
    private const string EndsNoLink = ".,;:!?'*_~…’”»";
    private static readonly string[] Schemes = ["https://", "http://"];
    private static readonly SearchValues<char> Signs = SearchValues.Create("#@:");

    /// <summary>False for most texts, at little cost.</summary>
    public static bool MayBeIn(string text) => text.AsSpan().ContainsAny(Signs);

    /// <param name="text">Where to look.</param>
    /// <param name="nameAt">How long the name is that is mentioned at this place, behind an @; 0 where there is none.</param>
    public static IEnumerable<Mark> In(string text, Func<int, int> nameAt)
    {
        for (var at = 0; at < text.Length; )
        {
            var mark = At(text, at, nameAt);
            if (mark.Length > 0)
            {
                yield return mark;
            }

            at += Math.Max(1, mark.Length);
        }
    }

    /// <summary>Whether a name or a tag can end here: the word does.</summary>
    public static bool EndsWord(string text, int end) => !(RuneAt(text, end) is { } next && IsOfWord(next));

    /// <summary>How many characters of the text from here on are a tag's word; 0 where none begins here.</summary>
    public static int TagLength(string text, int start)
    {
        var (end, runes, hasLetter) = (start, 0, false);
        while (RuneAt(text, end) is { } rune && IsOfWord(rune))
        {
            hasLetter |= Rune.IsLetter(rune);
            runes++;
            end += rune.Utf16SequenceLength;
        }

        return hasLetter && runes <= MaxTagRunes ? end - start : 0;
    }

    private static Mark At(string text, int at, Func<int, int> nameAt) =>
        text[at] switch
        {
            'h' or 'H' when Begins(text, at) => new(MarkKind.Link, at, LinkLength(text, at)),
            '#' when Begins(text, at) && TagLength(text, at + 1) is > 0 and var length => new(MarkKind.Tag, at, length + 1),
            '@' when Begins(text, at) && nameAt(at + 1) is > 0 and var length => new(MarkKind.Mention, at, length + 1),
            _ => default,
        };

    // Neither within a word, as in an e-mail address, nor of a path, a character reference or a row of signs.
    private static bool Begins(string text, int at) =>
        at == 0
        || text[at - 1] is not ('&' or '/' or '#' or '@')
            && !(Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out var before, out _) == OperationStatus.Done && IsOfWord(before));

    private static int LinkLength(string text, int start)
    {
        if (Schemes.FirstOrDefault(scheme => text.AsSpan(start).StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) is not { } scheme)
        {
            return 0;
        }

        var end = start + scheme.Length;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && !char.IsControl(text[end]) && text[end] is not ('<' or '>' or '"'))
        {
            end++;
        }

        while (end > start + scheme.Length && EndsSentence(text.AsSpan(start, end - start)))
        {
            end--;
        }

        return Links.Parse(text[start..end]) is null ? 0 : end - start;
    }

    /// <summary>Whether the last character is the sentence's rather than the link's, as a bracket is that the link does not open.</summary>
    private static bool EndsSentence(ReadOnlySpan<char> link) =>
        link[^1] switch
        {
            ')' => link.Count('(') < link.Count(')'),
            ']' => link.Count('[') < link.Count(']'),
            '}' => link.Count('{') < link.Count('}'),
            var last => EndsNoLink.Contains(last),
        };

    private static Rune? RuneAt(string text, int at) =>
        at < text.Length && Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out _) == OperationStatus.Done ? rune : null;

    private static bool IsOfWord(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || rune.Value == '_'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
