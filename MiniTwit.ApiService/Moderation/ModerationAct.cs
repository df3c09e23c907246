using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Text;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Moderation;

/// <summary>
/// What an administrator did, written with the act and never changed: a trigger refuses it. It outlives the accounts it tells of, and so
/// names them in words.
/// </summary>
internal sealed class ModerationAct : IInserted
{
    public const string Hide = "hide",
        Unhide = "unhide",
        Dismiss = "dismiss",
        Suspend = "suspend",
        Unsuspend = "unsuspend",
        Grant = "grant",
        Withdraw = "withdraw";

    public long Id { get; init; }

    /// <summary>One of those above.</summary>
    public required string Act { get; init; }

    /// <summary>Who did it; null where it was the operator, by command line.</summary>
    public string? Administrator { get; init; }

    /// <summary>On whom, or on whose message: the user's number, which nobody may have any more.</summary>
    public long UserId { get; init; }

    public required string UserName { get; init; }

    public long? MessageId { get; init; }

    public string? Note { get; init; }

    public DateTimeOffset ActedAt { get; init; }

    public ulong? InsertedIn { get; init; }
}

internal sealed class ModerationActMapping : IEntityTypeConfiguration<ModerationAct>
{
    public void Configure(EntityTypeBuilder<ModerationAct> builder)
    {
        builder.ToTable("moderation_acts");
        builder.Property(a => a.Act).HasMaxLength(16);
        builder.Property(a => a.Administrator).HasMaxLength(UserName.MaxUnits);
        builder.Property(a => a.UserName).HasMaxLength(UserName.MaxUnits);
        builder.Property(a => a.Note).HasMaxLength(ReportRules.MaxElements * PlainText.UnitsPerElement);
        builder.Property(a => a.ActedAt).HasDefaultValueSql("now()");
        builder.HasInsertedIn();
    }
}
