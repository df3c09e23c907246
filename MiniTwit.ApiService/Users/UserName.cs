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

    /// <summary>
    /// The name without regard to case. Computed here and not by Postgres, whose idea of case depends on the locale of its cluster; what
    /// else is to make no difference, its function <c>fold_name</c> takes away.
    /// </summary>
    public static string Normalize(string name) => name.ToUpperInvariant();

    /// <summary>False for what cannot be anybody's name, so that nobody need ask the database, which would choke on some of it.</summary>
    public static bool CouldBe(string name) => name.Length is > 0 and <= MaxUnits && PlainText.IsStorable(name);

    /// <summary>The reason why this cannot become a name, or null.</summary>
    public static string? Error(string? name)
    {
        if (PlainText.IsBlank(name))
        {
            return "You have to enter a username";
        }

        if (PlainText.IsLongerThan(MaxElements, name) || Encoding.UTF8.GetByteCount(Normalize(name)) > MaxBytes)
        {
            return $"A username has at most {MaxElements} characters";
        }

        if (char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]))
        {
            return "A username cannot start or end with a space";
        }

        if (name.Contains('/') || !PlainText.IsStorable(name) || Invisible.HasControls(name))
        {
            return "A username cannot contain slashes or control characters";
        }

        if (Invisible.HasStrayJoiner(name))
        {
            return "A username cannot contain invisible characters";
        }

        return name.Split((char[]?)null).Any(Scripts.AreMixed) ? "A username cannot mix scripts within a word" : null;
    }
}
