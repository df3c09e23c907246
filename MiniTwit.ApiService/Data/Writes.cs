using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace MiniTwit.ApiService.Data;

/// <summary>
/// Statements that must not run twice, and so are not tried again once they were sent. Until then nothing has happened: getting a
/// connection is tried again like any question, since a server whose engine starts anew refuses new ones for a moment.
/// </summary>
internal static class Writes
{
    /// <summary>Runs a statement that is broken off when its caller is gone.</summary>
    /// <returns>How many rows it changed.</returns>
    public static Task<int> ExecuteOnceAsync(this DatabaseFacade database, FormattableString sql, CancellationToken ct) =>
        database.ExecuteAsync(sql, ct, ct);

    /// <summary>
    /// Runs a statement that is not begun once the caller is gone or past waiting, and once begun not broken off: else it could have
    /// been carried out although the caller was told that it was not. Its own time-out still bounds it.
    /// </summary>
    /// <returns>How many rows it changed.</returns>
    public static Task<int> ExecuteToTheEndAsync(this DatabaseFacade database, FormattableString sql, CancellationToken ct) =>
        database.ExecuteAsync(sql, ct, CancellationToken.None);

    private static async Task<int> ExecuteAsync(
        this DatabaseFacade database,
        FormattableString sql,
        CancellationToken ct,
        CancellationToken begun
    )
    {
        // Here, since EF tries this again and the statement not (findings/ef-execute-sql-is-not-tried-again.sh), and since a connection
        // may take as long to get as the statement to run.
        await database.OpenConnectionAsync(ct);
        try
        {
            ct.ThrowIfCancellationRequested();
            return await database.ExecuteSqlAsync(sql, begun);
        }
        finally
        {
            await database.CloseConnectionAsync();
        }
    }
}
