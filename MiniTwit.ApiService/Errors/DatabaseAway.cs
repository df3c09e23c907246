using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace MiniTwit.ApiService.Errors;

/// <summary>Tells "the database cannot answer now" from a defect of ours.</summary>
internal static class DatabaseAway
{
    public static bool Is(Exception? exception) =>
        exception switch
        {
            PostgresException e => e.IsTransient || IsOutOfService(e.SqlState),
            NpgsqlException or TimeoutException => true,
            RetryLimitExceededException or DbUpdateException or InvalidOperationException => Is(exception.InnerException),
            _ => false,
        };

    // Classes: 08 connection, 28 refused sign-in, 3D no such database, 53 resources, 57 operator, 58 system; 42P01 and 42883:
    // not migrated yet; 25006: only reads are taken, as of a server that another is taking over from.
    private static bool IsOutOfService(string state) =>
        state[..2] is "08" or "28" or "3D" or "53" or "57" or "58" || state is "42P01" or "42883" or "25006";
}
