namespace MiniTwit.ApiService.Paging;

/// <summary>A place in a list: the rows older or newer than an id. Opaque to clients; <see cref="CursorText"/> writes it.</summary>
internal sealed record Cursor(bool Newer, long Id)
{
    /// <summary>
    /// The transactions that were under way when the page was read. They may have their ids already: what they insert turns up later, at
    /// ids that the reader may have passed.
    /// </summary>
    public IReadOnlyList<ulong> Open { get; init; } = [];

    /// <summary>Set while such rows are more than a page holds; the rest of the list waits until all of them were shown.</summary>
    public Latecomers? Late { get; init; }
}

/// <summary>The rows up to the cursor's id of transactions that have ended since, of which those after an id are still to be shown.</summary>
internal sealed record Latecomers(long After, IReadOnlyList<ulong> Of);
