using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MiniTwit.ApiService.Text;

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

    /// <summary>What is shown before the name; null where the user wants nothing there.</summary>
    public string? DisplayName { get; init; }

    /// <summary>What the user says of themselves; null for nothing.</summary>
    public string? Bio { get; init; }

    /// <summary>What the avatar is drawn from where the user chose it; null: the e-mail address's hash.</summary>
    public string? Avatar { get; init; }

    /// <summary>The newest mention that the user has seen; what comes after it is unread.</summary>
    public long MentionsSeenTo { get; init; }

    /// <summary>Whether the user may hide messages and suspend users. Set by command line alone.</summary>
    public bool IsAdministrator { get; init; }

    /// <summary>Since when the user may not sign in and is out of sight; null for nearly all.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }
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
        builder.Property(u => u.DisplayName).HasMaxLength(ProfileRules.MaxNameElements * PlainText.UnitsPerElement);
        builder.Property(u => u.Bio).HasMaxLength(ProfileRules.MaxBioElements * PlainText.UnitsPerElement);
        builder.Property(u => u.Avatar).HasMaxLength(Avatars.HexLength);
        builder.Property(u => u.CreatedAt).HasDefaultValueSql("now()");
        builder.Property(u => u.MentionsSeenTo).HasDefaultValue(0L);
        builder.Property(u => u.IsAdministrator).HasDefaultValue(false);
        builder.HasIndex(u => u.NormalizedName).IsUnique();
        builder.HasIndex(u => u.PasswordIsInterim).HasFilter("password_is_interim");
    }
}
