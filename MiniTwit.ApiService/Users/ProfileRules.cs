using MiniTwit.ApiService.Text;

namespace MiniTwit.ApiService.Users;

/// <summary>What users may say of themselves. Empty is nothing, which is always allowed.</summary>
internal static class ProfileRules
{
    public const int MaxNameElements = 64;
    public const int MaxBioElements = 280;

    public static string? Error(string? displayName, string? bio) => NameError(displayName) ?? BioError(bio);

    private static string? NameError(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        if (PlainText.IsBlank(name))
        {
            return "A display name cannot be blank";
        }

        if (PlainText.IsLongerThan(MaxNameElements, name))
        {
            return $"A display name has at most {MaxNameElements} characters";
        }

        return !PlainText.IsStorable(name) || Invisible.HasControls(name) || Invisible.HasStrayJoiner(name)
            ? "A display name cannot contain control or invisible characters"
            : null;
    }

    private static string? BioError(string? bio)
    {
        if (string.IsNullOrEmpty(bio))
        {
            return null;
        }

        if (PlainText.IsBlank(bio))
        {
            return "What you say of yourself cannot be blank";
        }

        if (PlainText.IsLongerThan(MaxBioElements, bio))
        {
            return $"What you say of yourself has at most {MaxBioElements} characters";
        }

        return PlainText.IsStorable(bio) && !PlainText.HasControlCharacters(bio, except: "\n\r\t")
            ? null
            : "What you say of yourself cannot contain control characters";
    }
}
