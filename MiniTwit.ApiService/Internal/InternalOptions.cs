using System.Security.Cryptography;
using System.Text;
using MiniTwit.ApiService.Security;

namespace MiniTwit.ApiService.Internal;

/// <summary>The key that MiniTwit's own processes use among themselves.</summary>
internal sealed class InternalOptions : ISecretOptions
{
    public const string Section = "Internal";
    private const string DevelopmentKey = "development-internal-key";

    public string Key { get; set; } = "";

    /// <summary>Compares in a time that tells nothing of how much of it is right.</summary>
    public bool IsKey(string text) => CryptographicOperations.FixedTimeEquals(Hash(text), Hash(Key));

    public void UseDevelopmentDefaults() => Key = DevelopmentKey;

    public string? Problem() =>
        Key switch
        {
            "" => "Set Internal:Key (environment: Internal__Key) to a long random text.",
            DevelopmentKey => "Internal:Key is the publicly known default. Set another one.",
            _ => null,
        };

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
