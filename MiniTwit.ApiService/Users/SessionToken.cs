using System.Buffers.Text;
using System.Security.Cryptography;

namespace MiniTwit.ApiService.Users;

/// <summary>A session's bearer token: 256 random bits as base64url, of which only the SHA-256 is stored.</summary>
internal sealed record SessionToken(string Text, byte[] Hash)
{
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(30);
    public static readonly TimeSpan MaxIdle = TimeSpan.FromDays(14);

    /// <summary>Use is noted this seldom, so that reading stays reading.</summary>
    public static readonly TimeSpan UseIsNotedEvery = TimeSpan.FromHours(1);

    private const int ByteCount = 32;
    private const int CharCount = 43;

    public static SessionToken New()
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        RandomNumberGenerator.Fill(bytes);
        return new(Base64Url.EncodeToString(bytes), SHA256.HashData(bytes));
    }

    /// <summary>What a session is called where its user sees it: neither the token nor the stored hash can be had from it.</summary>
    public static string IdOf(byte[] hash) => Base64Url.EncodeToString(SHA256.HashData(hash));

    /// <summary>The hash that a token is stored under, or null when the text is no token.</summary>
    public static byte[]? TryHash(string text)
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        if (text.Length != CharCount || !Base64Url.IsValid(text))
        {
            return null;
        }

        return Base64Url.TryDecodeFromChars(text, bytes, out var length) && length == ByteCount ? SHA256.HashData(bytes) : null;
    }
}
