using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Errors;
using Npgsql;

namespace MiniTwit.ApiService.Data;

/// <summary>
/// Notices that the database hangs: something was sent, and for a while nothing at all was answered. From then on all requests are told
/// at once instead of hanging, too, and while any come a question of this class's own goes to see, once a second.
/// </summary>
internal sealed class Pulse(IServiceScopeFactory scopes, TimeProvider time)
{
    // Longer than the server lets a statement run: one that is slow is no hang.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromSeconds(1);
    private const long Never = 0;

    // When the first statement since the last answer was sent.
    private long _unansweredSince = Never;
    private long _lastProbe = Never;

    public void Sent() => Interlocked.CompareExchange(ref _unansweredSince, time.GetTimestamp(), Never);

    /// <summary>Whatever the answer was: an error is one, too, and so is a connection that was closed.</summary>
    public void Answered() => Volatile.Write(ref _unansweredSince, Never);

    /// <summary>Whether a failure only says that no answer came. A statement that was cancelled is answered as such.</summary>
    public static bool IsSilence(Exception failure) =>
        failure.InnerException is TimeoutException || failure is OperationCanceledException { InnerException: not PostgresException };

    /// <exception cref="TimeoutException">The database hangs.</exception>
    public void ThrowIfGone()
    {
        var since = Volatile.Read(ref _unansweredSince);
        if (since == Never || time.GetElapsedTime(since) < Patience)
        {
            return;
        }

        if (IsTimeToProbe())
        {
            // Nobody's own: no request waits for it, or ends it.
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(ProbeAsync);
            }
        }

        throw new TimeoutException("The database does not answer");
    }

    private bool IsTimeToProbe()
    {
        var last = Volatile.Read(ref _lastProbe);
        return (last == Never || time.GetElapsedTime(last) >= BetweenProbes)
            && Interlocked.CompareExchange(ref _lastProbe, time.GetTimestamp(), last) == last;
    }

    // What comes of it, those who run statements note here.
    private async Task ProbeAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await scope.ServiceProvider.GetRequiredService<MiniTwitDb>().Database.SqlQuery<int>($"SELECT 1").ToListAsync();
        }
        catch (Exception e) when (DatabaseAway.Is(e))
        {
            // Not yet.
        }
    }
}
