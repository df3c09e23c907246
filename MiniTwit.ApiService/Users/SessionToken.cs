using System.Buffers.Text;
using System.Security.Cryptography;

namespace MiniTwit.ApiService.Users;

/// <summary>How long a session's bearer token is good, and what it goes by.</summary>
internal static class SessionToken
{
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(30);
    public static readonly TimeSpan MaxIdle = TimeSpan.FromDays(14);

    /// <summary>Use is noted this seldom, so that reading stays reading.</summary>
    public static readonly TimeSpan UseIsNotedEvery = TimeSpan.FromHours(1);

    /// <summary>What a session is called where its user sees it: neither the token nor the stored hash can be had from it.</summary>
    public static string IdOf(byte[] hash) => Base64Url.EncodeToString(SHA256.HashData(hash));
}
