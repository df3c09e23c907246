using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Simulator.Replay;

/// <summary>Makes the pauses between commands.</summary>
/// <param name="speed">How many times the course's pace; infinite for no pauses.</param>
internal sealed class Pacer(double speed)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    // Longer ones overflow the timer; no scenario pauses for days.
    private static readonly TimeSpan MaxPause = TimeSpan.FromDays(1);

    // A stall of the machine must not be made up for by a burst.
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMilliseconds(20);

    // Timers count whole milliseconds and wake late; many pauses are shorter. What is left over carries into the next pause.
    private TimeSpan _owed;

    public async ValueTask PauseAsync(ScenarioCommand after, CancellationToken cancelled)
    {
        var pause = after.Delay / ScenarioCommand.DelayPerSecond / speed;
        _owed += pause < MaxPause.TotalSeconds ? TimeSpan.FromSeconds(pause) : MaxPause;
        if (_owed < Tick)
        {
            return;
        }

        var started = TimeProvider.System.GetTimestamp();
        await Task.Delay(_owed, cancelled);
        _owed -= TimeProvider.System.GetElapsedTime(started);
        if (_owed < -MaxAhead)
        {
            _owed = -MaxAhead;
        }
    }
}
