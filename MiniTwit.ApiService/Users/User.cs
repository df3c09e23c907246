using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MiniTwit.ApiService.Users;

/// <summary>Somebody with an account.</summary>
internal sealed class User
{
    public long Id { get; init; }

    /// <summary>The name as registered.</summary>
    public required string Name { get; init; }

    /// <summary>The name without regard to case: what makes it unique and what it is looked up by.</summary>
    public required string NormalizedName { get; init; }

    public required string Email { get; init; }

    public required string PasswordHash { get; init; }

    /// <summary>True while the hash is the quick one of a simulator registration; see <c>PasswordStrengthening</c>.</summary>
    public bool PasswordIsInterim { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class UserMapping : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.Property(u => u.Name).HasMaxLength(UserName.MaxUnits);
        builder.Property(u => u.NormalizedName).HasMaxLength(UserName.MaxUnits);
        builder.Property(u => u.Email).HasMaxLength(RegistrationRules.MaxEmailLength);
        builder.Property(u => u.PasswordIsInterim).HasDefaultValue(false);
        builder.Property(u => u.CreatedAt).HasDefaultValueSql("now()");
        builder.HasIndex(u => u.NormalizedName).IsUnique();
        builder.HasIndex(u => u.PasswordIsInterim).HasFilter("password_is_interim");
    }
}
