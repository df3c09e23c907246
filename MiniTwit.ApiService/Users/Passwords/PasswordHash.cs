using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MiniTwit.ApiService.Users.Passwords;

/// <summary>
/// The parts of a hash in ASP.NET Core Identity's format V3: marker 0x01, then the pseudo-random function, iterations and
/// salt length as big-endian 32-bit numbers, the salt, the key; all of it base64.
/// </summary>
internal sealed record PasswordHash(int Iterations, byte[] Salt, byte[] Key)
{
    private const byte Marker = 1;
    private const uint HmacSha512 = 2;
    private const int HeaderLength = 13;
    private const int SaltLength = 16;
    private const int KeyLength = 32;

    public static PasswordHash Parse(string stored)
    {
        var bytes = Convert.FromBase64String(stored);
        var saltLength = bytes.Length > HeaderLength ? BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(9)) : -1;
        if (
            saltLength != SaltLength
            || bytes.Length != HeaderLength + SaltLength + KeyLength
            || bytes[0] != Marker
            || BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1)) != HmacSha512
        )
        {
            throw new FormatException("Not a V3 password hash with HMAC-SHA-512");
        }

        var iterations = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(5));
        return new(iterations, bytes[HeaderLength..(HeaderLength + SaltLength)], bytes[(HeaderLength + SaltLength)..]);
    }

    /// <summary>A well-formed hash that no password has, as costly to verify as a real one.</summary>
    public static string OfNobody(int iterations)
    {
        var bytes = new byte[HeaderLength + SaltLength + KeyLength];
        bytes[0] = Marker;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), HmacSha512);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), iterations);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(9), SaltLength);
        RandomNumberGenerator.Fill(bytes.AsSpan(HeaderLength));
        return Convert.ToBase64String(bytes);
    }

    /// <summary>The key that this hash's salt and iterations make of a password.</summary>
    public static byte[] KeyOf(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, KeyLength);
}
