using System.Threading.RateLimiting;

namespace MiniTwit.ApiService.Errors;

/// <summary>More is under way than MiniTwit can do in time.</summary>
internal sealed class BusyException(string reason) : Exception(reason);

internal static class Queueing
{
    /// <summary>Takes permits, after a bounded wait where there are none left.</summary>
    /// <exception cref="BusyException">The queue is full, or the wait was in vain.</exception>
    public static async ValueTask<RateLimitLease> TakeAsync(this RateLimiter limiter, int permits, TimeSpan atMost, CancellationToken ct)
    {
        var lease = limiter.AttemptAcquire(permits);
        if (!lease.IsAcquired)
        {
            lease = await WaitAsync(limiter, permits, atMost, ct);
        }

        return lease.IsAcquired ? lease : throw new BusyException("the queue is full");
    }

    private static async Task<RateLimitLease> WaitAsync(RateLimiter limiter, int permits, TimeSpan atMost, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(atMost);
        try
        {
            return await limiter.AcquireAsync(permits, patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new BusyException("the wait was too long");
        }
    }
}
