using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace MiniTwit.ApiService.Paging;

/// <summary>A cursor as clients carry it: base64url of a version, the direction, ids and transactions, each number in as few bytes as it takes.</summary>
internal static class CursorText
{
    private const byte Version = 2;

    // Far more than a server has connections.
    private const int MaxTransactions = 1_000;
    private const int MaxChars = 4_096;

    private enum Kind : byte
    {
        Older,
        Newer,
        Late,
    }

    public static string Write(Cursor cursor)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Version);
        writer.Write(
            (byte)(
                cursor switch
                {
                    { Newer: false } => Kind.Older,
                    { Late: null } => Kind.Newer,
                    _ => Kind.Late,
                }
            )
        );
        writer.Write7BitEncodedInt64(cursor.Id);
        if (cursor.Newer)
        {
            WriteAll(writer, cursor.Open);
        }

        if (cursor.Late is { } late)
        {
            writer.Write7BitEncodedInt64(late.After);
            WriteAll(writer, late.Of);
        }

        return Base64Url.EncodeToString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out Cursor? cursor)
    {
        cursor = null;
        if (text.Length > MaxChars || !Base64Url.IsValid(text, out var length) || length < 2)
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes[0] == 1)
        {
            return CursorTextV1.TryParse(bytes, out cursor);
        }

        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes));
            if (reader.ReadByte() == Version)
            {
                cursor = Read(reader);
            }

            return cursor is not null && reader.BaseStream.Position == bytes.Length;
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException)
        {
            return false;
        }
    }

    private static Cursor? Read(BinaryReader reader)
    {
        var kind = (Kind)reader.ReadByte();
        var id = reader.Read7BitEncodedInt64();
        if (kind > Kind.Late || id is < 0 or long.MaxValue)
        {
            return null;
        }

        if (kind == Kind.Older)
        {
            return new(Newer: false, id);
        }

        if (ReadAll(reader) is not { } open)
        {
            return null;
        }

        if (kind == Kind.Newer)
        {
            return new(Newer: true, id) { Open = open };
        }

        var after = reader.Read7BitEncodedInt64();
        return after >= 0 && ReadAll(reader) is { } ended ? new(Newer: true, id) { Open = open, Late = new(after, ended) } : null;
    }

    // Numbers of transactions that are under way together are close to each other.
    private static void WriteAll(BinaryWriter writer, IReadOnlyList<ulong> transactions)
    {
        writer.Write7BitEncodedInt(transactions.Count);
        var last = 0UL;
        foreach (var transaction in transactions)
        {
            writer.Write7BitEncodedInt64((long)(transaction - last));
            last = transaction;
        }
    }

    private static List<ulong>? ReadAll(BinaryReader reader)
    {
        var count = reader.Read7BitEncodedInt();
        if (count is < 0 or > MaxTransactions)
        {
            return null;
        }

        var (transactions, last) = (new List<ulong>(count), 0UL);
        for (var i = 0; i < count; i++)
        {
            transactions.Add(last += (ulong)reader.Read7BitEncodedInt64());
        }

        return transactions;
    }
}
