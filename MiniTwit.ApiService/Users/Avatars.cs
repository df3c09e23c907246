using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MiniTwit.ApiService.Users;

/// <summary>
/// The text an avatar is drawn from, made of the e-mail address unless the user chose another. Cut short, it cannot be used to look the address up elsewhere;
/// whole, it is what Gravatar wants, which is why that takes a setting.
/// </summary>
internal sealed class Avatars(IConfiguration configuration)
{
    public const int HexLength = 16;

    private readonly bool _whole = string.Equals(configuration["Avatars:Source"], "Gravatar", StringComparison.OrdinalIgnoreCase);

    /// <summary>The one that a number stands for, to this user: nobody can choose the picture of somebody else.</summary>
    public static string Chosen(long userId, int choice) =>
        Hash(string.Create(CultureInfo.InvariantCulture, $"{choice} of {userId}"))[..HexLength];

    /// <param name="email">The user's address.</param>
    /// <param name="chosen">What the user chose, or null. Gravatar's pictures are not chosen here.</param>
    public string Of(string email, string? chosen)
    {
        if (chosen is not null && !_whole)
        {
            return chosen;
        }

        var hex = Hash(LowerCase(email.Trim()));
        return _whole ? hex : hex[..HexLength];
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string LowerCase(string text) => string.Create(text.Length, text, (to, from) => from.AsSpan().ToLowerInvariant(to));
}
