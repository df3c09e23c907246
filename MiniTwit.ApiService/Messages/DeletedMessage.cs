using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Messages;

/// <summary>What its author deleted a moment ago, with all that it takes to put it back; see docs/decisions/0034.</summary>
internal sealed class DeletedMessage
{
    /// <summary>The message's, before and after.</summary>
    public long Id { get; init; }

    public long AuthorId { get; init; }

    public User Author { get; init; } = null!;

    public required string Text { get; init; }

    public DateTimeOffset PostedAt { get; init; }

    public bool Flagged { get; init; }

    public string? IdempotencyKey { get; init; }

    public long? ReplyToId { get; init; }

    public string[]? Mentioned { get; init; }

    public required string[] Tags { get; init; }

    /// <summary>Whom it was for: users' ids.</summary>
    public required long[] ToldUserIds { get; init; }

    public DateTimeOffset DeletedAt { get; init; }
}

internal sealed class DeletedMessageMapping : IEntityTypeConfiguration<DeletedMessage>
{
    public void Configure(EntityTypeBuilder<DeletedMessage> builder)
    {
        builder.ToTable("deleted_messages");
        builder.Property(m => m.Id).ValueGeneratedNever();
        builder.Property(m => m.DeletedAt).HasDefaultValueSql("now()");
        builder.HasOne(m => m.Author).WithMany().HasForeignKey(m => m.AuthorId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(m => m.AuthorId);
        builder.HasIndex(m => m.DeletedAt);
    }
}
