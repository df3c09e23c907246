using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Simulator.Replay;

/// <summary>Makes the pauses between commands.</summary>
/// <param name="speed">How many times the course's pace; none for no pauses at all.</param>
internal sealed class Pacer(double? speed)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    // Timers count whole milliseconds and wake late; many pauses are shorter. What is left over carries into the next pause.
    private TimeSpan _owed;

    public async ValueTask PauseAsync(ScenarioCommand after, CancellationToken cancelled)
    {
        if (speed is null) return;
        _owed += TimeSpan.FromSeconds(Math.Min(after.Delay / ScenarioCommand.DelayPerSecond / speed.Value, TimeSpan.MaxValue.TotalSeconds / 2));
        if (_owed < Tick) return;

        var started = TimeProvider.System.GetTimestamp();
        await Task.Delay(_owed < MaxDelay ? _owed : MaxDelay, cancelled);
        _owed -= TimeProvider.System.GetElapsedTime(started);
        if (_owed < -MaxAhead) _owed = -MaxAhead;
    }

    // A stall of the machine must not be made up for by a burst.
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMilliseconds(20);

    // Longer ones overflow the timer; no scenario pauses for weeks.
    private static readonly TimeSpan MaxDelay = TimeSpan.FromDays(1);
}
