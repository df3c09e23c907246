namespace MiniTwit.Simulator.Scenario;

/// <summary>What a scenario's user does; the names are the file's words.</summary>
internal enum CommandKind
{
    Register,
    Tweet,
    Follow,
    Unfollow,
}
