using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Paging;

namespace MiniTwit.ApiService.Live;

/// <summary>
/// Where a listener is: at the newest message, and before those of smaller ids that were not to be seen yet. The id of an event, by which
/// any replica goes on: the message's number, and where there may be such others a cursor.
/// </summary>
internal static class LivePlace
{
    public static string Text(Cursor place) =>
        place.Open.Count == 0 ? place.Id.ToString(CultureInfo.InvariantCulture) : CursorText.Write(place);

    /// <summary>Where one is who knows all of these.</summary>
    public static Cursor Of(Newest newest) =>
        newest.Rows is [var first, ..]
            ? new(Newer: true, first.Id) { Open = new Seen<MessageRow>(first, newest.Snapshot).Open() }
            : new(Newer: true, 0);

    public static bool TryParse(string text, [NotNullWhen(true)] out Cursor? place)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            place = new(Newer: true, id);
            return true;
        }

        return CursorText.TryParse(text, out place) && place is { Newer: true, Late: null };
    }
}
