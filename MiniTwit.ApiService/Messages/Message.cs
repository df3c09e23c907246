using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Messages;

/// <summary>What a user posted. Timelines are ordered by id: it is given by one sequence, whatever the replicas' clocks say.</summary>
internal sealed class Message : IInserted
{
    public long Id { get; init; }

    public long AuthorId { get; init; }

    public User Author { get; init; } = null!;

    public required string Text { get; init; }

    public DateTimeOffset PostedAt { get; init; }

    /// <summary>True when a moderator took the message out of sight.</summary>
    public bool Flagged { get; init; }

    /// <summary>True when it is flagged because its author is suspended, and for nothing else.</summary>
    public bool Withheld { get; init; }

    /// <summary>Posting again with the same key is the same message.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The message that this one answers; it may be gone.</summary>
    public long? ReplyToId { get; init; }

    /// <summary>Names of users behind an @, as written, of those that there were when the message was posted.</summary>
    public string[]? Mentioned { get; init; }

    public ulong? InsertedIn { get; init; }
}

internal sealed class MessageMapping : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> builder)
    {
        builder.ToTable("messages");
        builder.Property(m => m.PostedAt).HasDefaultValueSql("now()");
        builder.Property(m => m.Flagged).HasDefaultValue(false);
        builder.Property(m => m.Withheld).HasDefaultValue(false);
        builder.Property(m => m.IdempotencyKey).HasMaxLength(64);
        builder.HasInsertedIn();
        builder.HasOne(m => m.Author).WithMany().HasForeignKey(m => m.AuthorId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(m => new { m.AuthorId, m.IdempotencyKey }).IsUnique().HasFilter("idempotency_key IS NOT NULL");
        // A user's messages, and the home timeline's newest of each author from the index alone. Flagged ones are in it, too: deleting
        // a user looks for them.
        builder.HasIndex(m => new { m.AuthorId, m.Id }).IsDescending(false, true).IncludeProperties(m => m.Flagged);
        // The public timeline, however many of the newest are flagged.
        builder.HasIndex(m => m.Id).IsDescending().HasFilter("NOT flagged");
        builder.HasIndex(m => new { m.ReplyToId, m.Id }).IsDescending(false, true).HasFilter("reply_to_id IS NOT NULL");
    }
}
