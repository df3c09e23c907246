namespace MiniTwit.ServiceDefaults.Http;

/// <summary>The answers that are awaited from one address, and whether it lately left one out.</summary>
internal sealed class AwaitedAnswers(TimeProvider clock)
{
    // Below the time after which a read is sent to another replica, and above what one that is well takes.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(4.6);
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private int _count;
    private long? _silent;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>Whether somebody waited in vain a short while ago, and nothing was answered since.</summary>
    public bool IsSilent
    {
        get
        {
            lock (_lock)
            {
                return _silent is { } time && clock.GetElapsedTime(time) < Remembered;
            }
        }
    }

    /// <summary>Something is sent.</summary>
    /// <returns>When.</returns>
    public long Begin()
    {
        lock (_lock)
        {
            _count++;
        }

        return clock.GetTimestamp();
    }

    /// <param name="since">When it was sent.</param>
    /// <param name="isAnswered">Whether an answer begins; else nobody waits for one any longer.</param>
    public void End(long since, bool isAnswered)
    {
        lock (_lock)
        {
            _count--;
            if (isAnswered)
            {
                _silent = null;
            }
            else if (clock.GetElapsedTime(since) > Silence)
            {
                _silent = clock.GetTimestamp();
            }
        }
    }
}
