using MiniTwit.Web.Api;

namespace MiniTwit.Web.Caching;

/// <summary>
/// The newest public messages as the API last told them to somebody signed out, for the time in which it tells nothing; see
/// docs/decisions/0041.
/// </summary>
internal sealed class LastTimeline(TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    // Nobody waits longer for the API where there is something to show, and others do not wait at all for what just failed.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private volatile Told? _last;
    private long _failed = time.GetTimestamp() - time.TimestampFrequency;

    /// <summary>What the API tells, or else what it last told.</summary>
    /// <param name="ask">Asks the API, for as long at most as it is told.</param>
    /// <returns>With the time at which it was true, where that is not now.</returns>
    public async Task<(ApiResult<PageOf<Message>> Timeline, DateTimeOffset? AsOf)> ReadAsync(
        Func<TimeSpan?, Task<ApiResult<PageOf<Message>>>> ask
    )
    {
        var now = time.GetUtcNow();
        var last = _last is { } told && now - told.At < Kept ? told : null;
        if (last is not null && time.GetElapsedTime(Volatile.Read(ref _failed)) < BetweenTries)
        {
            return (new(last.Timeline, null), last.At);
        }

        var timeline = await ask(last is null ? null : LongestWait);
        if (timeline.Ok)
        {
            _last = new(timeline.Value, now);
        }
        else if (last is not null && timeline.Problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            Volatile.Write(ref _failed, time.GetTimestamp());
            return (new(last.Timeline, null), last.At);
        }

        return (timeline, null);
    }

    private sealed record Told(PageOf<Message> Timeline, DateTimeOffset At);
}
