namespace MiniTwit.Simulator.Replay;

/// <summary>Why a replay ended.</summary>
internal enum ReplayOutcome
{
    Completed,
    TooManyErrors,
    Cancelled,
}
