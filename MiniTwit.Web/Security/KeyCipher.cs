using System.Security.Cryptography;
using System.Text;

namespace MiniTwit.Web.Security;

/// <summary>AES-256-GCM with a key made of the internal key, for this purpose alone.</summary>
internal sealed class KeyCipher(InternalKey secret) : IDisposable
{
    private const int KeySize = 32,
        NonceSize = 12,
        TagSize = 16;

    private static readonly byte[] Purpose = "MiniTwit.Web data protection keys"u8.ToArray();

    private readonly AesGcm _aes = new(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret.Value), KeySize, info: Purpose),
        TagSize
    );

    /// <summary>Nonce, tag and ciphertext.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plain)
    {
        var whole = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(whole.AsSpan(0, NonceSize));
        _aes.Encrypt(whole.AsSpan(0, NonceSize), plain, whole.AsSpan(NonceSize + TagSize), whole.AsSpan(NonceSize, TagSize));
        return whole;
    }

    /// <exception cref="CryptographicException">It was sealed with another key, or is not what was sealed.</exception>
    public byte[] Open(ReadOnlySpan<byte> whole)
    {
        if (whole.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("It is too short to have been sealed.");
        }

        var plain = new byte[whole.Length - NonceSize - TagSize];
        _aes.Decrypt(whole[..NonceSize], whole[(NonceSize + TagSize)..], whole.Slice(NonceSize, TagSize), plain);
        return plain;
    }

    public void Dispose() => _aes.Dispose();
}
