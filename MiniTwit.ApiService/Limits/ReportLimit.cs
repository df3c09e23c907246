using System.Globalization;
using System.Threading.RateLimiting;

namespace MiniTwit.ApiService.Limits;

/// <summary>How many messages a user may report. Each replica counts for itself.</summary>
internal sealed class ReportLimit(Allowance allowance) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _left = PartitionedRateLimiter.Create<string, string>(allowance.PartitionOf);

    /// <exception cref="TooManyAttemptsException">Nothing is left.</exception>
    public void Count(long userId)
    {
        using var lease = _left.AttemptAcquire(userId.ToString(CultureInfo.InvariantCulture));
        if (!lease.IsAcquired)
        {
            throw new TooManyAttemptsException(allowance.Every);
        }
    }

    public void Dispose() => _left.Dispose();
}
