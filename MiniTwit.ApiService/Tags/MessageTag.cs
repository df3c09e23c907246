using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Paging;

namespace MiniTwit.ApiService.Tags;

/// <summary>A tag in a message, by which the messages of a tag are listed: in lower case, and in the form that NFKC gives.</summary>
internal sealed class MessageTag : IInserted
{
    public required string Tag { get; init; }

    /// <summary>The message's.</summary>
    public long Id { get; init; }

    public Message Message { get; init; } = null!;

    public ulong? InsertedIn { get; init; }
}

internal sealed class MessageTagMapping : IEntityTypeConfiguration<MessageTag>
{
    public void Configure(EntityTypeBuilder<MessageTag> builder)
    {
        builder.ToTable("message_tags");
        builder.HasKey(t => new { t.Tag, t.Id });
        builder.Property(t => t.Id).HasColumnName("message_id");
        builder.HasInsertedIn();
        builder.HasOne(t => t.Message).WithMany().HasForeignKey(t => t.Id).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(t => t.Id);
    }
}
