using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Text;

namespace MiniTwit.ApiService.Simulator;

/// <summary>The id of the last simulator command that any replica received: one row, so that it outlives each of them.</summary>
internal sealed class Latest
{
    public const short TheOnlyId = 1;

    // What clients send that have no id to tell.
    private const long NoId = -1;

    public short Id { get; init; }

    public long Value { get; init; }

    /// <summary>The id that a request carries, or null when it carries none that counts.</summary>
    public static long? SentWith(HttpRequest request) =>
        PlainNumber.TryParse(request.Query["latest"].FirstOrDefault(), NumberStyles.AllowLeadingSign, out var value) && value != NoId
            ? value
            : null;

    public static Task RecordAsync(MiniTwitDb db, long value, CancellationToken ct) =>
        db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(
                ct,
                token =>
                    db.Database.ExecuteSqlAsync(
                        $"INSERT INTO latest (id, value) VALUES ({TheOnlyId}, {value}) ON CONFLICT (id) DO UPDATE SET value = excluded.value",
                        token
                    )
            );

    /// <summary>The last id received, 0 before the first.</summary>
    public static Task<long> ReadAsync(MiniTwitDb db, CancellationToken ct) =>
        db.Latest.Where(l => l.Id == TheOnlyId).Select(l => l.Value).FirstOrDefaultAsync(ct);
}

internal sealed class LatestMapping : IEntityTypeConfiguration<Latest>
{
    public void Configure(EntityTypeBuilder<Latest> builder)
    {
        builder.ToTable("latest", table => table.HasCheckConstraint("ck_latest_one_row", $"id = {Latest.TheOnlyId}"));
        builder.Property(l => l.Id).ValueGeneratedNever();
    }
}
