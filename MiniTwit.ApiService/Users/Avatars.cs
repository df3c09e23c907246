using System.Security.Cryptography;
using System.Text;

namespace MiniTwit.ApiService.Users;

/// <summary>
/// The text an avatar is drawn from, made of the e-mail address. Cut short, it cannot be used to look the address up elsewhere;
/// whole, it is what Gravatar wants, which is why that takes a setting.
/// </summary>
internal sealed class Avatars(IConfiguration configuration)
{
    private const int HexLength = 16;

    private readonly bool _whole = string.Equals(configuration["Avatars:Source"], "Gravatar", StringComparison.OrdinalIgnoreCase);

    public string Of(string email)
    {
        var hex = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(LowerCase(email.Trim()))));
        return _whole ? hex : hex[..HexLength];
    }

    private static string LowerCase(string text) => string.Create(text.Length, text, (to, from) => from.AsSpan().ToLowerInvariant(to));
}
