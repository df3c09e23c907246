namespace MiniTwit.Simulator.Commands;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCodes
{
    public const int Ok = 0,
        Errors = 1,
        Usage = 2,
        Cancelled = 130;
}
