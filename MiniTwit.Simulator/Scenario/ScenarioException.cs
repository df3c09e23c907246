namespace MiniTwit.Simulator.Scenario;

/// <summary>A scenario that cannot be read or made; the message is meant for the person at the terminal.</summary>
internal sealed class ScenarioException(string message, Exception? inner = null) : Exception(message, inner);
