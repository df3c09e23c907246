using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace MiniTwit.ApiService.Data;

/// <summary>
/// Runs each statement, notes whether it was answered, and runs it again where a migration overtook it. When a column's type changes,
/// every pooled connection refuses the statements it had prepared once (0A000, before they do anything); Npgsql then prepares them
/// anew, but on that connection only. So the second try must not go through the pool, which would hand out the next such connection.
/// </summary>
internal sealed class Statements(Pulse pulse) : DbCommandInterceptor
{
    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        RunAsync(command.ExecuteReaderAsync, result, cancellationToken);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        RunAsync(command.ExecuteNonQueryAsync, result, cancellationToken);

    /// <summary>The result; or none, on which EF runs the statement itself.</summary>
    private async ValueTask<InterceptionResult<T>> RunAsync<T>(
        Func<CancellationToken, Task<T>> execute, InterceptionResult<T> none, CancellationToken ct)
    {
        pulse.Sent();
        try
        {
            var result = await execute(ct);
            pulse.Answered();
            return InterceptionResult<T>.SuppressWithResult(result);
        }
        catch (Exception e) when ((e as PostgresException ?? e.InnerException as PostgresException) is { } answer)
        {
            pulse.Answered();
            if (answer.SqlState != PostgresErrorCodes.FeatureNotSupported)
                throw;
            return none;
        }
    }
}
