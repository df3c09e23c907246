using System.Globalization;
using System.Text;
using MiniTwit.ApiService.Text;

namespace MiniTwit.ApiService.Users;

/// <summary>What a user name may be.</summary>
internal static class UserName
{
    public const int MaxElements = 64;
    public const int MaxUnits = MaxElements * PlainText.UnitsPerElement;

    // What fits an entry of the unique index (2,704 bytes).
    private const int MaxBytes = 2_400;

    /// <summary>Computed here and not by Postgres, whose idea of case depends on the locale of its cluster.</summary>
    public static string Normalize(string name) => name.ToUpperInvariant();

    /// <summary>False for what cannot be anybody's name, so that nobody need ask the database, which would choke on some of it.</summary>
    public static bool CouldBe(string name) => name.Length is > 0 and <= MaxUnits && PlainText.IsStorable(name);

    /// <summary>The reason why this cannot become a name, or null.</summary>
    public static string? Error(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return "You have to enter a username";
        if (PlainText.IsLongerThan(MaxElements, name) || Encoding.UTF8.GetByteCount(Normalize(name)) > MaxBytes)
            return $"A username has at most {MaxElements} characters";
        if (char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]))
            return "A username cannot start or end with a space";
        if (name.Contains('/') || !PlainText.IsStorable(name) || name.EnumerateRunes().Any(IsInvisible))
            return "A username cannot contain slashes or control characters";
        return null;
    }

    // Besides control characters the ones that hide or reorder text, with which one name can pose as another.
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.Format => rune.Value is not (0x200C or 0x200D), // joiners: scripts and emoji need them
        _ => false,
    };
}
