using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace MiniTwit.ApiService.Paging;

/// <summary>Cursors handed out before transactions were noted in them: version, direction and id.</summary>
internal static class CursorTextV1
{
    private const int ByteCount = 10;

    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Cursor? cursor)
    {
        cursor = null;
        if (
            bytes.Length != ByteCount
            || bytes[1] > 1
            || BinaryPrimitives.ReadInt64BigEndian(bytes[2..]) is var id && id is < 0 or long.MaxValue
        )
        {
            return false;
        }

        cursor = new(bytes[1] == 1, BinaryPrimitives.ReadInt64BigEndian(bytes[2..]));
        return true;
    }
}
