using System.Threading.RateLimiting;

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
        TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach | TaskCreationOptions.RunContinuationsAsynchronously;

    private static readonly int Cores = Math.Max(1, Environment.ProcessorCount - 1);

    private readonly ConcurrencyLimiter _cores = new(new() { PermitLimit = Cores, QueueLimit = MaxWaitingPerCore * Cores });
    private long _lastTook;

    /// <summary>Does the work when its turn comes; work that has begun is awaited to its end.</summary>
    /// <exception cref="PasswordHashingBusyException">Its turn would come too late.</exception>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken ct)
    {
        using var turn = await TurnAsync(ct);
        return await Task.Factory.StartNew(() => Timed(work), ct, ThreadOfItsOwn, TaskScheduler.Default);
    }

    public void Dispose() => _cores.Dispose();

    private async Task<RateLimitLease> TurnAsync(CancellationToken ct)
    {
        if (WaitAhead() > MaxWait)
            throw new PasswordHashingBusyException();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(MaxWait);
        try
        {
            var turn = await _cores.AcquireAsync(1, patience.Token);
            return turn.IsAcquired ? turn : throw new PasswordHashingBusyException();
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new PasswordHashingBusyException();
        }
    }

    private TimeSpan WaitAhead() => TimeSpan.FromTicks(Volatile.Read(ref _lastTook)) * (_cores.GetStatistics()!.CurrentQueuedCount / (double)Cores);

    private T Timed<T>(Func<T> work)
    {
        var start = time.GetTimestamp();
        var result = work();
        Volatile.Write(ref _lastTook, time.GetElapsedTime(start).Ticks);
        return result;
    }
}

/// <summary>More passwords are waiting than the machine can hash in time.</summary>
internal sealed class PasswordHashingBusyException() : Exception("Password hashing is busy");
