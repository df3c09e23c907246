using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Mentions;

/// <summary>A message that is for a user: it has the user's name behind an @, or answers one of the user's.</summary>
internal sealed class Mention : IInserted
{
    public long UserId { get; init; }

    public User User { get; init; } = null!;

    /// <summary>The message's.</summary>
    public long Id { get; init; }

    public Message Message { get; init; } = null!;

    public ulong? InsertedIn { get; init; }
}

internal sealed class MentionMapping : IEntityTypeConfiguration<Mention>
{
    public void Configure(EntityTypeBuilder<Mention> builder)
    {
        builder.ToTable("mentions");
        builder.HasKey(m => new { m.UserId, m.Id });
        builder.Property(m => m.Id).HasColumnName("message_id");
        builder.HasInsertedIn();
        builder.HasOne(m => m.User).WithMany().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(m => m.Message).WithMany().HasForeignKey(m => m.Id).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(m => m.Id);
    }
}
