using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Simulator.Replay;

/// <summary>What the course counts as an error.</summary>
internal static class AnswerRules
{
    public const string Slow = "slow";

    /// <summary>The kind of error, or null where the answer is fine.</summary>
    public static string? ErrorOf(CommandKind kind, Answer answer, TimeSpan? maxLatency)
    {
        if (answer.Failure is { } failure)
        {
            return failure;
        }
        // A scenario that is replayed registers people who are there already.
        var expected = answer.Accepted || (kind == CommandKind.Register && answer.Status == 400);
        if (!expected)
        {
            return string.IsNullOrEmpty(answer.Text) ? $"{answer.Status}" : $"{answer.Status} {answer.Text}";
        }

        return answer.Elapsed > maxLatency ? Slow : null;
    }
}
