using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MiniTwit.ApiService.Text;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Moderation;

/// <summary>What a user says is wrong with a message: once for each message, however often it is said.</summary>
internal sealed class Report
{
    public long Id { get; init; }

    public long CaseId { get; init; }

    public ReportCase Case { get; init; } = null!;

    public long MessageId { get; init; }

    /// <summary>Who reported it; null where that account is gone.</summary>
    public long? ReporterId { get; init; }

    public User? Reporter { get; init; }

    /// <summary>One of <see cref="ReportRules.Reasons"/>.</summary>
    public required string Reason { get; init; }

    public string? Comment { get; init; }

    public DateTimeOffset ReportedAt { get; init; }
}

internal sealed class ReportMapping : IEntityTypeConfiguration<Report>
{
    public void Configure(EntityTypeBuilder<Report> builder)
    {
        builder.ToTable("reports");
        builder.Property(r => r.Reason).HasMaxLength(16);
        builder.Property(r => r.Comment).HasMaxLength(ReportRules.MaxElements * PlainText.UnitsPerElement);
        builder.Property(r => r.ReportedAt).HasDefaultValueSql("now()");
        builder.HasOne(r => r.Case).WithMany().HasForeignKey(r => r.CaseId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(r => r.Reporter).WithMany().HasForeignKey(r => r.ReporterId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(r => new { r.ReporterId, r.MessageId }).IsUnique();
        builder.HasIndex(r => new { r.CaseId, r.Id }).IsDescending(false, true);
    }
}
