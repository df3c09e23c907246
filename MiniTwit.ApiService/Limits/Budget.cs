using System.Threading.RateLimiting;

namespace MiniTwit.ApiService.Limits;

/// <summary>An allowance for each key, which can be looked at before it is known whether anything is to be spent.</summary>
internal sealed class Budget(Allowance allowance) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _left = PartitionedRateLimiter.Create<string, string>(allowance.PartitionOf);

    /// <exception cref="TooManyAttemptsException">Nothing is left.</exception>
    public void Check(string key)
    {
        // Not by asking for no permits: a bucket grants that while it holds a fraction of one.
        if (_left.GetStatistics(key)!.CurrentAvailablePermits < 1)
            throw new TooManyAttemptsException(allowance.Every);
    }

    public void Spend(string key) => _left.AttemptAcquire(key).Dispose();

    public void Dispose() => _left.Dispose();
}
