using Npgsql;

namespace MiniTwit.ApiService.Data;

/// <summary>
/// Notices that the database hangs: something was sent, and for a while nothing at all was answered. From then on one request a
/// second goes to see, and all others are told at once instead of hanging, too.
/// </summary>
internal sealed class Pulse(TimeProvider time)
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

    /// <exception cref="TimeoutException">The database hangs, and somebody else went to see within the last second.</exception>
    public void ThrowIfGone()
    {
        if (!MayAsk())
        {
            throw new TimeoutException("The database does not answer");
        }
    }

    private bool MayAsk()
    {
        var since = Volatile.Read(ref _unansweredSince);
        if (since == Never || time.GetElapsedTime(since) < Patience)
        {
            return true;
        }

        var last = Volatile.Read(ref _lastProbe);
        return (last == Never || time.GetElapsedTime(last) >= BetweenProbes)
            && Interlocked.CompareExchange(ref _lastProbe, time.GetTimestamp(), last) == last;
    }
}
