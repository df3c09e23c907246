using System.Collections.Frozen;
using Microsoft.Extensions.Localization;
using MiniTwit.Web.Language;
using Zxcvbn.Matcher;

namespace MiniTwit.Web.Pages.Users;

/// <summary>
/// What a password has to be that somebody chooses on a page. The API asks for less: what the course's clients register with is theirs to
/// choose.
/// </summary>
internal static class NewPassword
{
    public const int MinLength = 8;

    // So many of the list: what anybody who guesses tries first.
    private const int MostUsed = 10_000;

    private static readonly FrozenSet<string> Known = ReadKnown().ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Why the password will not do, or null. How long it may be, the API knows.</summary>
    public static string? Refusal(string password, IStringLocalizer<Texts> texts)
    {
        if (password.EnumerateRunes().Count() < MinLength)
        {
            return texts["A password has at least {0} characters", MinLength];
        }

        return Known.Contains(password) ? texts["That password is one of the most used ones. Please choose another"].Value : null;
    }

    // Zxcvbn's list, most used first. Its own search would look at every part of a password, which takes long for a long one.
    private static IEnumerable<string> ReadKnown()
    {
        using var list = typeof(DictionaryMatcher).Assembly.GetManifestResourceStream("zxcvbn-core.Dictionaries.passwords.lst")!;
        using var lines = new StreamReader(list);
        for (var i = 0; i < MostUsed && lines.ReadLine() is { } line; i++)
        {
            yield return line;
        }
    }
}
