using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MiniTwit.ApiService.Users;

/// <summary>A bearer token that was handed out. Only its hash is kept: who reads the table cannot sign in with it.</summary>
internal sealed class Session
{
    public required byte[] TokenHash { get; init; }

    public long UserId { get; init; }

    public User User { get; init; } = null!;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastUsedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}

internal sealed class SessionMapping : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions");
        builder.HasKey(s => s.TokenHash);
        builder.HasOne(s => s.User).WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(s => new { s.UserId, s.CreatedAt });
    }
}
