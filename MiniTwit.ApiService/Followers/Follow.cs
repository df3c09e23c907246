using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Followers;

/// <summary>One user follows another. The id only orders and pages the lists, newest first.</summary>
internal sealed class Follow : IInserted
{
    public long Id { get; init; }

    public long FollowerId { get; init; }

    public User Follower { get; init; } = null!;

    public long FolloweeId { get; init; }

    public User Followee { get; init; } = null!;

    public ulong? InsertedIn { get; init; }
}

internal sealed class FollowMapping : IEntityTypeConfiguration<Follow>
{
    public void Configure(EntityTypeBuilder<Follow> builder)
    {
        builder.ToTable("follows");
        builder.HasKey(f => new { f.FollowerId, f.FolloweeId });
        builder.Property(f => f.Id).UseIdentityByDefaultColumn();
        builder.HasInsertedIn();
        builder.HasOne(f => f.Follower).WithMany().HasForeignKey(f => f.FollowerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(f => f.Followee).WithMany().HasForeignKey(f => f.FolloweeId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(f => new { f.FollowerId, f.Id }).IsDescending(false, true);
        builder.HasIndex(f => new { f.FolloweeId, f.Id }).IsDescending(false, true);
    }
}
