using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace MiniTwit.ApiService.Paging;

/// <summary>A place in a list: the rows older or newer than an id. Opaque to clients: base64url of version, direction, id.</summary>
internal sealed record Cursor(bool Newer, long Id)
{
    private const byte Version = 1;
    private const int ByteCount = 10;
    private const int CharCount = 14;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        bytes[0] = Version;
        bytes[1] = Newer ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64BigEndian(bytes[2..], Id);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out Cursor? cursor)
    {
        cursor = null;
        Span<byte> bytes = stackalloc byte[ByteCount];
        if (text.Length != CharCount || !Base64Url.IsValid(text, out var length) || length != ByteCount)
            return false;
        Base64Url.DecodeFromChars(text, bytes);
        var id = BinaryPrimitives.ReadInt64BigEndian(bytes[2..]);
        if (bytes[0] != Version || bytes[1] > 1 || id is < 0 or long.MaxValue)
            return false;
        cursor = new(bytes[1] == 1, id);
        return true;
    }
}
