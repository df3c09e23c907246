using System.Globalization;

namespace MiniTwit.ApiService.Users.Passwords;

/// <summary>
/// An interim hash inside one of full strength: <c>wrapped:5000:SALT:OUTER</c>, where OUTER is the full hash of the interim
/// hash's key. Who steals the table has to break the outer one for each guess; who signs in passes through both.
/// </summary>
internal sealed record WrappedHash(int Iterations, byte[] Salt, string Outer)
{
    private const string Prefix = "wrapped";

    public static string Wrap(string interim, Func<string, string> hash)
    {
        var inner = PasswordHash.Parse(interim);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix}:{inner.Iterations}:{Convert.ToBase64String(inner.Salt)}:{hash(Convert.ToBase64String(inner.Key))}"
        );
    }

    public static WrappedHash? TryParse(string stored) =>
        stored.Split(':') is [Prefix, var iterations, var salt, var outer]
            ? new(int.Parse(iterations, CultureInfo.InvariantCulture), Convert.FromBase64String(salt), outer)
            : null;

    public string InnerKeyOf(string password) => Convert.ToBase64String(PasswordHash.KeyOf(password, Salt, Iterations));
}
