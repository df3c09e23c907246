using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Moderation;

/// <summary>
/// What was reported of one message since an administrator last looked at it. It names no row of <c>messages</c>: a message that its
/// author deletes and puts back comes back with its reports.
/// </summary>
internal sealed class ReportCase : IInserted
{
    public long Id { get; init; }

    public long MessageId { get; init; }

    /// <summary>The message's, with whose account the case goes.</summary>
    public long AuthorId { get; init; }

    public User Author { get; init; } = null!;

    /// <summary>How many reported it: kept here, so that nobody counts them.</summary>
    public int Reports { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>When an administrator hid the message or dismissed the reports; null while nobody has.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    public ulong? InsertedIn { get; init; }
}

internal sealed class ReportCaseMapping : IEntityTypeConfiguration<ReportCase>
{
    public void Configure(EntityTypeBuilder<ReportCase> builder)
    {
        builder.ToTable("report_cases");
        builder.Property(c => c.OpenedAt).HasDefaultValueSql("now()");
        builder.HasInsertedIn();
        builder.HasOne(c => c.Author).WithMany().HasForeignKey(c => c.AuthorId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(c => c.AuthorId);
        builder.HasIndex(c => c.MessageId);
        // One open case a message, however many report it at once.
        builder
            .HasIndex(c => c.MessageId, "ix_report_cases_open")
            .HasDatabaseName("ix_report_cases_open_message_id")
            .IsUnique()
            .HasFilter("closed_at IS NULL");
        // The queue.
        builder.HasIndex(c => c.Id).IsDescending().HasFilter("closed_at IS NULL");
    }
}
