using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MiniTwit.ApiService.Users;

/// <summary>
/// A name that somebody has or had, as the hash of the form in which names that look the same are one. A trigger adds it for each new
/// user, and nothing takes it away: whoever got a deleted account's name would be taken for its user.
/// </summary>
internal sealed class TakenName
{
    public required byte[] NameHash { get; init; }

    /// <summary>Whose it is; of a deleted account, nobody's any more.</summary>
    public long UserId { get; init; }
}

internal sealed class TakenNameMapping : IEntityTypeConfiguration<TakenName>
{
    public void Configure(EntityTypeBuilder<TakenName> builder)
    {
        builder.ToTable("taken_names");
        builder.HasKey(n => n.NameHash);
    }
}
