using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Moderation;

/// <summary>A user who was suspended or is no longer, and whose messages may not show it yet: see <see cref="Suspensions"/>.</summary>
internal sealed class SuspensionChange
{
    public long UserId { get; init; }

    public User User { get; init; } = null!;

    public DateTimeOffset ChangedAt { get; init; }
}

internal sealed class SuspensionChangeMapping : IEntityTypeConfiguration<SuspensionChange>
{
    public void Configure(EntityTypeBuilder<SuspensionChange> builder)
    {
        builder.ToTable("suspension_changes");
        builder.HasKey(c => c.UserId);
        builder.Property(c => c.UserId).ValueGeneratedNever();
        builder.Property(c => c.ChangedAt).HasDefaultValueSql("now()");
        builder.HasOne(c => c.User).WithOne().HasForeignKey<SuspensionChange>(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
