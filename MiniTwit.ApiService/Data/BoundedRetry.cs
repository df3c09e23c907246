using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL;

namespace MiniTwit.ApiService.Data;

/// <summary>
/// Two further tries within a second for what a dropped connection broke. A time-out is not tried again, nor a lock that was not to
/// be had, nor what the server lacks the disk, memory or connections for: who has waited once shall hear the truth, and a server in
/// need shall not get three times the work. Statements that must not run twice go through <see cref="Writes"/>.
/// </summary>
internal sealed class BoundedRetry(ExecutionStrategyDependencies dependencies)
    : NpgsqlRetryingExecutionStrategy(dependencies, maxRetryCount: 2, maxRetryDelay: TimeSpan.FromMilliseconds(800), errorCodesToAdd: null)
{
    protected override bool ShouldRetryOn(Exception? exception) =>
        exception
            is not (
                TimeoutException
                or NpgsqlException { InnerException: TimeoutException }
                or PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or ['5', '3', ..] }
            )
        && base.ShouldRetryOn(exception);
}
