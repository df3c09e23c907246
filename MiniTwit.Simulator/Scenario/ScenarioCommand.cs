namespace MiniTwit.Simulator.Scenario;

/// <summary>One line of a scenario.</summary>
/// <param name="Id">What the request carries as <c>latest</c>.</param>
/// <param name="Delay">The pause after the command, in units of 10 ns at the course's pace.</param>
/// <param name="TimestampMs">When it happened in the scenario's own time; not used when replaying.</param>
/// <param name="Kind">What is done.</param>
/// <param name="User">Who does it.</param>
/// <param name="Argument">E-mail address, text or the other user's name, as the kind has it.</param>
/// <param name="Password">Only with <see cref="CommandKind.Register"/>.</param>
internal sealed record ScenarioCommand(
    long Id,
    long Delay,
    long TimestampMs,
    CommandKind Kind,
    string User,
    string Argument,
    string? Password = null
)
{
    /// <summary>Delays of this size are one second at the course's pace.</summary>
    public const double DelayPerSecond = 100_000_000;
}
