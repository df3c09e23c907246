namespace MiniTwit.ApiService.Limits;

/// <summary>Somebody has used up what a limit allows.</summary>
internal sealed class TooManyAttemptsException(TimeSpan retryAfter) : Exception("Too many attempts")
{
    /// <summary>When one more is allowed.</summary>
    public TimeSpan RetryAfter => retryAfter;
}
