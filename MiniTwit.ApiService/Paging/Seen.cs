using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace MiniTwit.ApiService.Paging;

/// <summary>A row, and which transactions had ended when it was read, as the database tells it: <c>xmin:xmax:those under way</c>.</summary>
internal sealed record Seen<T>(T Row, string Snapshot)
    where T : IKeyed
{
    public IReadOnlyList<ulong> Open() =>
        [.. Snapshot[(Snapshot.LastIndexOf(':') + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(transaction => ulong.Parse(transaction, CultureInfo.InvariantCulture))];
}

internal static class Snapshots
{
    public static Task<List<Seen<T>>> ToSeenListAsync<T>(this IQueryable<T> rows, CancellationToken ct)
        where T : IKeyed =>
        rows.Select(row => new Seen<T>(row, Current())).ToListAsync(ct);

    /// <summary>Only in queries: the snapshot that the query itself sees.</summary>
    public static string Current() => throw new NotSupportedException();

    public static void MapSnapshots(this ModelBuilder model) => model.HasDbFunction(() => Current()).HasTranslation(_ => new SqlUnaryExpression(
        System.Linq.Expressions.ExpressionType.Convert,
        new SqlFunctionExpression("pg_current_snapshot", [], nullable: false, argumentsPropagateNullability: [], typeof(string), typeMapping: null),
        typeof(string),
        typeMapping: null));
}
