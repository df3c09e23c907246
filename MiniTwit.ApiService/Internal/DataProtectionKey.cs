using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MiniTwit.ApiService.Internal;

/// <summary>A key that the web replicas protect cookies with; kept here because they keep nothing themselves.</summary>
internal sealed class DataProtectionKey
{
    public const int MaxNameLength = 200;

    public required string FriendlyName { get; init; }

    public required string Xml { get; init; }
}

internal sealed class DataProtectionKeyMapping : IEntityTypeConfiguration<DataProtectionKey>
{
    public void Configure(EntityTypeBuilder<DataProtectionKey> builder)
    {
        builder.ToTable("data_protection_keys");
        builder.HasKey(k => k.FriendlyName);
        builder.Property(k => k.FriendlyName).HasMaxLength(DataProtectionKey.MaxNameLength);
    }
}
