namespace MiniTwit.ApiService.Limits;

/// <summary>Somebody has used up what a limit allows.</summary>
internal sealed class TooManyAttemptsException(TimeSpan retryAfter) : Exception("Too many attempts")
{
    public TooManyAttemptsException(Allowance usedUp)
        : this(usedUp.Every) => UsedUp = usedUp;

    /// <summary>When one more is allowed.</summary>
    public TimeSpan RetryAfter => retryAfter;

    /// <summary>What is used up, where that comes back with time.</summary>
    public Allowance? UsedUp { get; }
}
