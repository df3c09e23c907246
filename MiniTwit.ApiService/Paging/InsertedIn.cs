using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MiniTwit.ApiService.Paging;

internal static class InsertedInMapping
{
    /// <summary>The column fills itself; a trigger of the migration that made it sees to it that the transaction's number is older than the id.</summary>
    public static void HasInsertedIn<T>(this EntityTypeBuilder<T> builder)
        where T : class, IInserted
    {
        builder.Property(row => row.InsertedIn).HasColumnType("xid8").HasDefaultValueSql("pg_current_xact_id()");
        builder.HasIndex(row => row.InsertedIn).HasFilter("inserted_in IS NOT NULL");
    }
}
