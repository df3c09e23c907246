namespace MiniTwit.ApiService.Paging;

/// <summary>Where a page leads on to. Its rows come as its window gave them: one too many where there are more, nearest first.</summary>
internal static class Neighbours
{
    public static Cursor? Older<T>(PageRequest request, List<Seen<T>> rows)
        where T : IKeyed =>
        request.Cursor switch
        {
            // The row a cursor names lies on the page it came from, so the way back exists without asking the database. By that row,
            // since latecomers on this page may be older.
            { Newer: true, Id: var id } => new(Newer: false, id + 1),
            _ => rows.Count > request.Limit ? new(Newer: false, rows[request.Limit - 1].Row.Id) : null,
        };

    public static Cursor Newer<T>(PageRequest request, List<Seen<T>> rows)
        where T : IKeyed =>
        (request.Cursor, rows) switch
        {
            ({ Newer: true } cursor, []) => cursor with { Late = null },
            // There is nothing older, so that everything there will be is newer.
            (_, []) => new(Newer: true, 0),
            ({ Newer: true } cursor, _) => Onward(
                cursor,
                rows[..Math.Min(rows.Count, request.Limit)],
                rows.ElementAtOrDefault(request.Limit)
            ),
            _ => new(Newer: true, rows[0].Row.Id) { Open = rows[0].Open() },
        };

    private static Cursor Onward<T>(Cursor cursor, List<Seen<T>> shown, Seen<T>? nextOne)
        where T : IKeyed
    {
        var last = shown[^1].Row.Id;
        if (cursor.Late is { } late)
        {
            return cursor with { Late = nextOne is null ? null : late with { After = last } };
        }

        var open = shown[0].Open();
        return nextOne?.Row.Id <= cursor.Id
            ? cursor with
            {
                Open = open,
                Late = new(last, [.. cursor.Open.Except(open)]),
            }
            : new(Newer: true, Math.Max(cursor.Id, last)) { Open = open };
    }
}
