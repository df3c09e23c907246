using MiniTwit.Simulator.Replay;

namespace MiniTwit.Simulator.Report;

/// <summary>The result of a run, as it is printed and written as JSON.</summary>
/// <param name="Outcome">Why the run ended.</param>
/// <param name="Commands">How many commands there were to send; fewer were sent where the run ended early.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="PerCommand">A row for each of register, tweet, follow and unfollow.</param>
/// <param name="Total">All of them together.</param>
/// <param name="Verification">Only where it was asked for.</param>
internal sealed record RunReport(
    ReplayOutcome Outcome,
    int Commands,
    double Seconds,
    IReadOnlyList<ReportRow> PerCommand,
    ReportRow Total,
    VerificationReport? Verification = null
);

/// <summary>What became of the requests of one command.</summary>
/// <param name="Command">The command's name.</param>
/// <param name="Sent">Requests that were answered or failed.</param>
/// <param name="Ok">Those without an error.</param>
/// <param name="AlreadyRegistered">Those of the good ones that a 400 answered: the user was there before.</param>
/// <param name="Errors">Those with an error.</param>
/// <param name="ErrorKinds">How often each kind of error happened, the most frequent first.</param>
/// <param name="LatencyMs">Of all requests that were answered or timed out; none where there were none.</param>
/// <param name="RequestsPerSecond">Over the whole run.</param>
internal sealed record ReportRow(
    string Command,
    long Sent,
    long Ok,
    long AlreadyRegistered,
    long Errors,
    IReadOnlyDictionary<string, long> ErrorKinds,
    LatencyReport? LatencyMs,
    double RequestsPerSecond
);

/// <summary>Milliseconds.</summary>
internal sealed record LatencyReport(double P50, double P95, double P99, double Max)
{
    public static LatencyReport? Of(LatencyHistogram latency) =>
        latency.Count == 0
            ? null
            : new(
                Math.Round(latency.PercentileMs(50), 2),
                Math.Round(latency.PercentileMs(95), 2),
                Math.Round(latency.PercentileMs(99), 2),
                Math.Round(latency.MaxMs, 2)
            );
}

/// <summary>How the API's data compares with what it accepted.</summary>
/// <param name="Checks">How many comparisons were made.</param>
/// <param name="Mismatches">Those that failed, in words.</param>
internal sealed record VerificationReport(int Checks, IReadOnlyList<string> Mismatches);
