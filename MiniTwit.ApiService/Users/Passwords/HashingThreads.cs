using System.Threading.RateLimiting;
using MiniTwit.ApiService.Errors;

namespace MiniTwit.ApiService.Users.Passwords;

/// <summary>
/// Where passwords are hashed: on threads of their own, so that those of the pool are left to requests, and no more at once than leave
/// a core to everything else. The queue is as long as can be worked off while its callers still wait for an answer: who would wait
/// longer is told so at once, and who is gone has left it.
/// </summary>
internal sealed class HashingThreads(TimeProvider time) : IDisposable
{
    // Of the four to five seconds that a request may take: the hash itself and what is to be stored come after it.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(3);
    private const int MaxWaitingPerCore = 500;
    private const TaskCreationOptions ThreadOfItsOwn =
        // The last: else what awaits the hash would go on running on this thread.
        TaskCreationOptions.LongRunning
        | TaskCreationOptions.DenyChildAttach
        | TaskCreationOptions.RunContinuationsAsynchronously;

    private static readonly int Cores = Math.Max(1, Environment.ProcessorCount - 1);

    private readonly ConcurrencyLimiter _cores = new(new() { PermitLimit = Cores, QueueLimit = MaxWaitingPerCore * Cores });
    private long _lastTook;

    /// <summary>Does the work when its turn comes; work that has begun is awaited to its end.</summary>
    /// <exception cref="BusyException">Its turn would come too late.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken ct)
    {
        if (WaitAhead() > MaxWait)
        {
            throw new BusyException("too many passwords are waiting to be hashed");
        }

        using var turn = await _cores.TakeAsync(1, MaxWait, ct);
        return await Task.Factory.StartNew(() => Timed(work), ct, ThreadOfItsOwn, TaskScheduler.Default);
    }

    public void Dispose() => _cores.Dispose();

    private TimeSpan WaitAhead() =>
        TimeSpan.FromTicks(Volatile.Read(ref _lastTook)) * (_cores.GetStatistics()!.CurrentQueuedCount / (double)Cores);

    private T Timed<T>(Func<T> work)
    {
        var start = time.GetTimestamp();
        var result = work();
        Volatile.Write(ref _lastTook, time.GetElapsedTime(start).Ticks);
        return result;
    }
}
