using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Simulator;
using Npgsql;

namespace MiniTwit.ApiService.Data;

/// <summary>
/// Runs each statement, with what a simulator's command puts down beside its change, notes whether it was answered, and runs it again
/// where a migration overtook it. When a column's type changes, every pooled connection refuses the statements it had prepared once
/// (0A000, before they do anything); Npgsql then prepares them anew, but on that connection only. So the second try must not go through
/// the pool, which would hand out the next such connection.
/// After a failure that may have come between a statement's parsing and its description, all statements of the connection are prepared
/// anew: Npgsql (10.0.3, its issue 6391) takes that one for prepared without columns, and whoever had it next would find rows and fail.
/// While the server's disk is full, one write a second finds out whether it still is: to Npgsql that error (53100) is the server's end,
/// on which it closes the connection and all idle ones of the pool, and reads would have to connect anew all the time.
/// </summary>
internal sealed class Statements(IHttpContextAccessor requests, Pulse pulse, TimeProvider time) : DbCommandInterceptor
{
    private static readonly TimeSpan BetweenWritesToAFullDisk = TimeSpan.FromSeconds(1);
    private const long Never = 0;
    private long _diskWasFull = Never;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    ) => RunAsync(command, command.ExecuteReaderAsync, cancellationToken);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    ) => RunAsync(command, command.ExecuteNonQueryAsync, cancellationToken);

    public static bool OnlyReads(DbCommand command) => command.CommandText.StartsWith("SELECT", StringComparison.Ordinal);

    private async ValueTask<InterceptionResult<T>> RunAsync<T>(
        DbCommand command,
        Func<CancellationToken, Task<T>> execute,
        CancellationToken ct
    )
    {
        // To put down a command's id takes no room, and reads do it too.
        if (DiskIsFull() && !OnlyReads(command) && !command.CommandText.StartsWith(Latest.Statement, StringComparison.Ordinal))
        {
            throw new BusyException("the database's disk is full");
        }

        var recorded = Command.Of(requests.HttpContext) is { } sent && sent.JoinTo(command) ? sent : null;
        pulse.Sent();
        try
        {
            T result;
            try
            {
                result = await execute(ct);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.FeatureNotSupported && command.Transaction is null)
            {
                result = await execute(ct);
            }

            pulse.Answered();
            recorded?.IsRecorded = true;
            return InterceptionResult<T>.SuppressWithResult(result);
        }
        catch (Exception e)
        {
            if (!Pulse.IsSilence(e))
            {
                pulse.Answered();
            }

            if (e is PostgresException { SqlState: PostgresErrorCodes.DiskFull })
            {
                Volatile.Write(ref _diskWasFull, time.GetTimestamp());
            }

            ForgetPrepared(command, e);
            throw;
        }
    }

    // A constraint is looked at later than that. Where the connection is broken, or in a transaction, it goes its own way.
    private static void ForgetPrepared(DbCommand command, Exception failure)
    {
        if (
            failure is PostgresException { SqlState: ['2', '3', ..] }
            || command is not { Transaction: null, Connection: NpgsqlConnection { State: ConnectionState.Open } connection }
        )
        {
            return;
        }

        try
        {
            // One short exchange, for which Npgsql has no other form.
            connection.UnprepareAll();
        }
        catch (NpgsqlException)
        {
            // It is broken by that, and so of no further use.
        }
    }

    private bool DiskIsFull() =>
        Volatile.Read(ref _diskWasFull) is not Never and var last && time.GetElapsedTime(last) < BetweenWritesToAFullDisk;
}
