using System.Buffers.Text;
using FsCheck.Xunit;
using MiniTwit.ApiService.Live;
using MiniTwit.ApiService.Paging;

namespace MiniTwit.Tests.Properties;

/// <summary>Where one is in a list is kept in a text that a client holds: it comes back as it was, or is refused.</summary>
[Properties(Arbitrary = [typeof(Texts)], MaxTest = 1_000)]
public sealed class CursorProperties
{
    [Property]
    public void What_is_written_is_read(bool newer, long id, ulong[] open, bool isLate, long after, ulong[] late)
    {
        var cursor = new Cursor(newer, id & (long.MaxValue >> 1))
        {
            Open = newer ? open : [],
            Late = newer && isLate ? new(after & long.MaxValue, late) : null,
        };

        Assert.True(CursorText.TryParse(CursorText.Write(cursor), out var read));
        Assert.Equivalent(cursor, read, strict: true);
    }

    [Property]
    public void Whatever_else_comes_is_refused_or_means_something(string text) => MeansSomethingOrNothing(text);

    [Property]
    public void So_are_bytes_that_begin_as_they_should(byte kind, byte[] rest) =>
        MeansSomethingOrNothing(Base64Url.EncodeToString([2, (byte)(kind % 4), .. rest]));

    [Property]
    public void A_place_in_a_stream_that_is_written_is_read(long id, ulong[] open)
    {
        var place = new Cursor(Newer: true, id & (long.MaxValue >> 1)) { Open = open };

        Assert.True(LivePlace.TryParse(LivePlace.Text(place), out var read));
        Assert.Equivalent(place, read, strict: true);
    }

    private static void MeansSomethingOrNothing(string text)
    {
        if (CursorText.TryParse(text, out var cursor))
        {
            Assert.InRange(cursor.Id, 0, long.MaxValue - 1);
            Assert.True(CursorText.TryParse(CursorText.Write(cursor), out var again));
            Assert.Equivalent(cursor, again, strict: true);
        }
    }
}
