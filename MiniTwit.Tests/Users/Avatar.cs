using System.Security.Cryptography;
using System.Text;

namespace MiniTwit.Tests.Users;

internal static class Avatar
{
    /// <summary>The avatar of an e-mail address in lower case: too short to look the address up with.</summary>
    public static string Of(string email) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email)))[..16];
}
