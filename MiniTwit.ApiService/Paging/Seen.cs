using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace MiniTwit.ApiService.Paging;

/// <summary>
/// A row, and which transactions had not ended when it was read, as the database tells it:
/// <c>xmin:xmax:those under way below xmax:how many numbers from xmax on are given out</c>.
/// </summary>
internal sealed record Seen<T>(T Row, string Snapshot)
    where T : IKeyed
{
    // More than a server has connections, so that it takes hundreds of savepoints, each of which has a number, to get past it.
    private const int MaxUnlisted = 500;

    /// <summary>
    /// All that may have drawn ids and are not to be seen yet. PostgreSQL's xmax follows the last one that has ended, and it lists only those
    /// below: any that has a number from there on is under way, too.
    /// </summary>
    public IReadOnlyList<ulong> Open()
    {
        var parts = Snapshot.Split(':');
        var xmax = ulong.Parse(parts[1], CultureInfo.InvariantCulture);
        var unlisted = Math.Clamp(int.Parse(parts[3], CultureInfo.InvariantCulture), 0, MaxUnlisted);
        return
        [
            .. parts[2]
                .Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(number => ulong.Parse(number, CultureInfo.InvariantCulture)),
            .. Enumerable.Range(0, unlisted).Select(i => xmax + (ulong)i),
        ];
    }
}

internal static class Snapshots
{
    // A snapshot does not tell the next number to be given out, but age() counts back from it. It looks after the snapshot was taken, as
    // it must, unless the transaction has asked before: pages are read outside of any.
    // A query of its own, so that it is computed once and not for each row.
    public const string Sql = "(SELECT pg_current_snapshot()::text || ':' || age(pg_snapshot_xmax(pg_current_snapshot())::xid))";

    public static Task<List<Seen<T>>> ToSeenListAsync<T>(this IQueryable<T> rows, CancellationToken ct)
        where T : IKeyed => rows.Select(row => new Seen<T>(row, Current())).ToListAsync(ct);

    /// <summary>Only in queries: the snapshot that the query itself sees, and what it leaves out.</summary>
    public static string Current() => throw new NotSupportedException();

    public static void MapSnapshots(this ModelBuilder model) =>
        model
            .HasDbFunction(() => Current())
            .HasTranslation(_ => new SqlUnaryExpression(
                System.Linq.Expressions.ExpressionType.Convert,
                new SqlFragmentExpression(Sql, typeof(string), typeMapping: null),
                typeof(string),
                typeMapping: null
            ));
}
