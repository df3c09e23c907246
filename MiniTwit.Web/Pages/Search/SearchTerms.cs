using System.Text;

namespace MiniTwit.Web.Pages.Search;

/// <summary>What somebody looks for: a tag behind a #, a name behind an @, or anything.</summary>
/// <param name="Text">All of it, without the space around it.</param>
/// <param name="Name">The name to look for.</param>
/// <param name="OnlyPeople">No message is meant.</param>
/// <param name="Tag">The tag that is meant, or null.</param>
internal sealed record SearchTerms(string Text, string Name, bool OnlyPeople, string? Tag)
{
    public static SearchTerms Of(string? q)
    {
        var text = q?.Trim() ?? "";
        return text switch
        {
            ['@', ..] => new(text, text[1..].TrimStart(), true, null),
            ['#', .. var tag] when IsWord(tag) => new(text, text, false, tag),
            _ => new(text, text, false, null),
        };
    }

    // The API decides what is a tag; a search for what is none says more than a page that is not there.
    private static bool IsWord(string tag) =>
        tag.Length <= 64
        && tag.EnumerateRunes().All(rune => Rune.IsLetterOrDigit(rune) || rune.Value == '_')
        && tag.EnumerateRunes().Any(Rune.IsLetter);
}
