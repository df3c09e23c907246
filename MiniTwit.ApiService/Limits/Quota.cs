using System.Threading.RateLimiting;

namespace MiniTwit.ApiService.Limits;

/// <summary>How much of an allowance each key has left.</summary>
internal sealed class Quota(Allowance allowance) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _left = PartitionedRateLimiter.Create<string, string>(allowance.PartitionOf);

    public Allowance Allowance => allowance;

    /// <summary>Whole times. Not by asking for none: a bucket grants that while it holds a fraction of one.</summary>
    public long Left(string key) => _left.GetStatistics(key)!.CurrentAvailablePermits;

    /// <returns>Whether there was one left.</returns>
    public bool TryTake(string key)
    {
        using var lease = _left.AttemptAcquire(key);
        return lease.IsAcquired;
    }

    /// <exception cref="TooManyAttemptsException">Nothing is left.</exception>
    public void Take(string key)
    {
        if (!TryTake(key))
        {
            throw new TooManyAttemptsException(allowance);
        }
    }

    public void Dispose() => _left.Dispose();
}
