using System.Globalization;
using MiniTwit.ApiService.Paging;

namespace MiniTwit.ApiService.Messages;

/// <summary>The newest messages as one snapshot of the database shows them, newest first.</summary>
/// <param name="Rows">At most <see cref="NewestMessages.Count"/>. The same list as long as nothing changes.</param>
/// <param name="Snapshot">As <see cref="Seen{T}"/> has it; empty where nothing told.</param>
/// <param name="Server">When the server that shows them was started, which tells it from any other.</param>
internal sealed record Newest(IReadOnlyList<MessageRow> Rows, string Snapshot, string Server)
{
    /// <summary>What later snapshots show and this one does not was inserted by this transaction or a later one.</summary>
    public long? Horizon =>
        long.TryParse(
            Snapshot.AsSpan(0, Math.Max(0, Snapshot.IndexOf(':', StringComparison.Ordinal))),
            CultureInfo.InvariantCulture,
            out var xmin
        )
            ? xmin
            : null;

    /// <summary>These and what a later snapshot shows besides; some of it may be known already.</summary>
    public Newest With(IReadOnlyList<MessageRow> arrived, string snapshot)
    {
        var known = Rows.Select(row => row.Id).ToHashSet();
        var unknown = arrived.Where(row => !known.Contains(row.Id)).ToList();
        return unknown.Count == 0
            ? this with
            {
                Snapshot = snapshot,
            }
            : new([.. Rows.Concat(unknown).OrderByDescending(row => row.Id).Take(NewestMessages.Count)], snapshot, Server);
    }

    /// <summary>The first page of a list of them.</summary>
    public List<Seen<MessageRow>> Page(PageRequest page) => [.. Rows.Take(page.Rows).Select(row => new Seen<MessageRow>(row, Snapshot))];
}
