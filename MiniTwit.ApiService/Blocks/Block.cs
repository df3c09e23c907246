using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Blocks;

/// <summary>
/// One user does not want to see another. Both kinds may stand at once: who unblocks somebody muted before still mutes. The id only orders
/// and pages the lists, newest first.
/// </summary>
internal sealed class Block : IInserted
{
    public long Id { get; init; }

    /// <summary>Who does not want to see.</summary>
    public long UserId { get; init; }

    public User User { get; init; } = null!;

    /// <summary>Who is not seen.</summary>
    public long OtherId { get; init; }

    public User Other { get; init; } = null!;

    /// <summary>True where that is all; false where the other may not come near either.</summary>
    public bool IsMute { get; init; }

    public ulong? InsertedIn { get; init; }
}

internal sealed class BlockMapping : IEntityTypeConfiguration<Block>
{
    public void Configure(EntityTypeBuilder<Block> builder)
    {
        builder.ToTable("blocks");
        // In this order: most who ask want to know of both kinds.
        builder.HasKey(b => new
        {
            b.UserId,
            b.OtherId,
            b.IsMute,
        });
        builder.Property(b => b.Id).UseIdentityByDefaultColumn();
        builder.HasInsertedIn();
        builder.HasOne(b => b.User).WithMany().HasForeignKey(b => b.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(b => b.Other).WithMany().HasForeignKey(b => b.OtherId).OnDelete(DeleteBehavior.Cascade);
        builder
            .HasIndex(b => new
            {
                b.UserId,
                b.IsMute,
                b.Id,
            })
            .IsDescending(false, false, true);
        builder.HasIndex(b => b.OtherId);
    }
}
