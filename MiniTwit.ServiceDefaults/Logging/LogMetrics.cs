using System.Diagnostics.Metrics;

namespace MiniTwit.ServiceDefaults.Logging;

/// <summary>What became of the log lines, counted: those in the files, and those that were dropped so that requests need not wait.</summary>
internal sealed class LogMetrics
{
    public const string MeterName = "MiniTwit.Logs";

    private long _written;
    private long _writeFailed;

    public LogMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("minitwit.log.lines.written", () => Written, "{line}", "Log lines written to the log files");
        meter.CreateObservableCounter("minitwit.log.lines.dropped", Dropped, "{line}", "Log lines dropped");
    }

    /// <summary>The queue before the log files.</summary>
    public LogQueue? Files { get; set; }

    /// <summary>The queue before the console.</summary>
    public LogQueue? Console { get; set; }

    public long Written => Interlocked.Read(ref _written);

    public void CountWritten(int lines) => Interlocked.Add(ref _written, lines);

    public void CountWriteFailed(int lines = 1) => Interlocked.Add(ref _writeFailed, lines);

    private Measurement<long>[] Dropped() =>
        [
            new(Files?.Dropped ?? 0, new("sink", "file"), new("reason", "queue_full")),
            new(Interlocked.Read(ref _writeFailed), new("sink", "file"), new("reason", "write_failed")),
            new(Console?.Dropped ?? 0, new("sink", "console"), new("reason", "queue_full")),
        ];
}
