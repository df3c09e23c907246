using System.Threading.RateLimiting;

namespace MiniTwit.ApiService.Limits;

/// <summary>How often each key may have something done, whatever comes of it. For what is known only once a request is looked into.</summary>
internal sealed class Turns(Allowance allowance) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _left = PartitionedRateLimiter.Create<string, string>(allowance.PartitionOf);

    /// <returns>False where nothing is left.</returns>
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
            throw new TooManyAttemptsException(allowance.Every);
        }
    }

    public void Dispose() => _left.Dispose();
}
