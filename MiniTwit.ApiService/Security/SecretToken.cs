using System.Buffers.Text;
using System.Security.Cryptography;

namespace MiniTwit.ApiService.Security;

/// <summary>256 random bits as base64url, by which somebody is recognised; only their SHA-256 is stored.</summary>
internal sealed record SecretToken(string Text, byte[] Hash)
{
    private const int ByteCount = 32;
    private const int CharCount = 43;

    public static SecretToken New()
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        RandomNumberGenerator.Fill(bytes);
        return new(Base64Url.EncodeToString(bytes), SHA256.HashData(bytes));
    }

    /// <summary>The hash that a token is stored under, or null when the text is no token.</summary>
    public static byte[]? TryHash(string? text)
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        if (text?.Length != CharCount || !Base64Url.IsValid(text))
        {
            return null;
        }

        return Base64Url.TryDecodeFromChars(text, bytes, out var length) && length == ByteCount ? SHA256.HashData(bytes) : null;
    }
}
