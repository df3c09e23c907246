using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MiniTwit.ApiService.Users.Resets;

/// <summary>A link to choose a new password by, as it was mailed. A user has one; only its token's hash is kept.</summary>
internal sealed class PasswordReset
{
    /// <summary>Said in the mail and on the page, too.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(30);

    public long UserId { get; init; }

    public User User { get; init; } = null!;

    public required byte[] TokenHash { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}

internal sealed class PasswordResetMapping : IEntityTypeConfiguration<PasswordReset>
{
    public void Configure(EntityTypeBuilder<PasswordReset> builder)
    {
        builder.ToTable("password_resets");
        builder.HasKey(r => r.UserId);
        builder.Property(r => r.UserId).ValueGeneratedNever();
        builder.HasOne(r => r.User).WithOne().HasForeignKey<PasswordReset>(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(r => r.TokenHash).IsUnique();
    }
}
