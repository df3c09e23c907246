using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace MiniTwit.ApiService.Data;

internal static class WritesToTheEnd
{
    /// <summary>
    /// Runs a statement that is not begun once the caller is gone or past waiting, and once begun not broken off: else it could have
    /// been carried out although the caller was told that it was not. Its own time-out still bounds it.
    /// </summary>
    /// <returns>How many rows it changed.</returns>
    public static async Task<int> ExecuteToTheEndAsync(this DatabaseFacade database, FormattableString sql, CancellationToken ct)
    {
        // Here, since a connection may take as long to get as the statement to run.
        await database.OpenConnectionAsync(ct);
        try
        {
            ct.ThrowIfCancellationRequested();
            return await database.ExecuteSqlAsync(sql, CancellationToken.None);
        }
        finally
        {
            await database.CloseConnectionAsync();
        }
    }
}
