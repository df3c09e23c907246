using MiniTwit.Simulator.Replay;
using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Simulator.Report;

/// <summary>Counts answers by command and errors by kind; used from several threads.</summary>
internal sealed class Tally
{
    // A server that answers every request with another text must not fill the memory.
    private const int MaxErrorKinds = 50;

    private readonly Lock _lock = new();
    private readonly Row[] _rows = [.. Enum.GetValues<CommandKind>().Select(_ => new Row())];
    private long _sent,
        _errors;

    public long Sent => Interlocked.Read(ref _sent);

    public long Errors => Interlocked.Read(ref _errors);

    /// <summary>Counts an answer and says how many errors there are with it.</summary>
    public long Add(CommandKind kind, Answer answer, string? error)
    {
        lock (_lock)
        {
            var row = _rows[(int)kind];
            row.Sent++;
            // A refused connection ends at once and would make the server look fast; a time-out was waited for.
            if (answer.Failure is null or Failures.Timeout)
            {
                row.Latency.Add(answer.Elapsed);
            }

            if (kind == CommandKind.Register && answer.Status == 400)
            {
                row.AlreadyRegistered++;
            }

            Interlocked.Increment(ref _sent);
            if (error is null)
            {
                return _errors;
            }

            if (row.Errors.Count >= MaxErrorKinds && !row.Errors.ContainsKey(error))
            {
                error = "other";
            }

            row.Errors[error] = row.Errors.GetValueOrDefault(error) + 1;
            return Interlocked.Increment(ref _errors);
        }
    }

    public RunReport Report(ReplayOutcome outcome, int commands, TimeSpan elapsed)
    {
        lock (_lock)
        {
            var rows = Enum.GetValues<CommandKind>().Select(kind => _rows[(int)kind].Report(kind.ToString().ToLowerInvariant(), elapsed));
            var total = new Row();
            foreach (var row in _rows)
            {
                total.Add(row);
            }

            return new(outcome, commands, Math.Round(elapsed.TotalSeconds, 3), [.. rows], total.Report("total", elapsed));
        }
    }

    private sealed class Row
    {
        public long Sent { get; set; }

        public long AlreadyRegistered { get; set; }

        public Dictionary<string, long> Errors { get; } = [];

        public LatencyHistogram Latency { get; } = new();

        public void Add(Row other)
        {
            Sent += other.Sent;
            AlreadyRegistered += other.AlreadyRegistered;
            foreach (var (kind, count) in other.Errors)
            {
                Errors[kind] = Errors.GetValueOrDefault(kind) + count;
            }

            Latency.Add(other.Latency);
        }

        public ReportRow Report(string command, TimeSpan elapsed)
        {
            var errors = Errors.Values.Sum();
            var perSecond = elapsed > TimeSpan.Zero ? Math.Round(Sent / elapsed.TotalSeconds, 1) : 0;
            return new(
                command,
                Sent,
                Sent - errors,
                AlreadyRegistered,
                errors,
                Errors.OrderByDescending(e => e.Value).ToDictionary(),
                LatencyReport.Of(Latency),
                perSecond
            );
        }
    }
}
