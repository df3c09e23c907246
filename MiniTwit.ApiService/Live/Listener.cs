using MiniTwit.ApiService.Messages;

namespace MiniTwit.ApiService.Live;

/// <summary>How many messages are new to who listens.</summary>
/// <param name="New">Since the event before, or since the message that the listener began with; at most some hundred at once.</param>
internal sealed record LiveCount(int New);

/// <summary>Whose messages a listener hears of.</summary>
internal enum LiveKind
{
    Everybodys,

    /// <summary>But for those of whom the reader blocks or mutes.</summary>
    Seen,

    /// <summary>Of those whom the reader follows, and does not mute.</summary>
    Followed,
}

/// <summary>Somebody who hears of new messages.</summary>
/// <param name="kind">Of which.</param>
/// <param name="readerId">Who it is; nobody where that does not matter.</param>
/// <param name="known">The newest messages that the listener knows.</param>
/// <param name="floor">Behind which message that begins.</param>
/// <param name="place">Where the listener is, as <see cref="LivePlace"/> writes it.</param>
internal sealed class Listener(LiveKind kind, long readerId, Newest known, long floor, string place)
{
    private readonly Lock _counting = new();
    private TaskCompletionSource _told = NotYet();
    private int _new;
    private string _place = place;

    public LiveKind Kind => kind;

    public long ReaderId => readerId;

    /// <summary>What the listener has been told of, for the one who looks for more.</summary>
    public Newest Known { get; set; } = known;

    /// <summary>Of messages up to this one nothing is known: they would not be new where they came into view as others went.</summary>
    public long Floor { get; set; } = floor;

    /// <param name="count">How many messages are new.</param>
    /// <param name="place">Where the listener is with them.</param>
    public void Tell(int count, string place)
    {
        lock (_counting)
        {
            _new += count;
            _place = place;
            _told.TrySetResult();
        }
    }

    /// <summary>What is new and has not been taken yet, and where the listener is with it.</summary>
    public (LiveCount Count, string Place) Take()
    {
        lock (_counting)
        {
            var count = new LiveCount(_new);
            (_new, _told) = (0, NotYet());
            return (count, _place);
        }
    }

    /// <summary>Waits until there is something to take, or for so long that the connection needs a sign of life.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        lock (_counting)
        {
            return _told.Task.WaitAsync(atMost, ct);
        }
    }

    private static TaskCompletionSource NotYet() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
