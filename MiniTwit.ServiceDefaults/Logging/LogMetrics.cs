using System.Diagnostics.Metrics;
using Serilog.Sinks.Async;

namespace MiniTwit.ServiceDefaults.Logging;

/// <summary>What became of the log lines, counted: those in the files, and those that were dropped so that requests need not wait.</summary>
internal sealed class LogMetrics : IAsyncLogEventSinkMonitor
{
    public const string MeterName = "MiniTwit.Logs";

    private long _written;
    private long _writeFailed;
    private IAsyncLogEventSinkInspector? _files;
    private IAsyncLogEventSinkInspector? _console;

    public LogMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("minitwit.log.lines.written", () => Written, "{line}", "Log lines written to the log files");
        meter.CreateObservableCounter("minitwit.log.lines.dropped", Dropped, "{line}", "Log lines dropped");
    }

    public long Written => Interlocked.Read(ref _written);

    public long WriteFailed => Interlocked.Read(ref _writeFailed);

    public long QueueFull => _files?.DroppedMessagesCount ?? 0;

    /// <summary>Counts what the console's queue drops; this object itself watches the files' queue.</summary>
    public IAsyncLogEventSinkMonitor Console => new ConsoleMonitor(this);

    public void CountWritten() => Interlocked.Increment(ref _written);

    public void CountWriteFailed() => Interlocked.Increment(ref _writeFailed);

    public void StartMonitoring(IAsyncLogEventSinkInspector inspector) => _files = inspector;

    public void StopMonitoring(IAsyncLogEventSinkInspector inspector)
    {
        // The count stays readable; there is nothing to let go of.
    }

    private Measurement<long>[] Dropped() =>
    [
        new(QueueFull, new("sink", "file"), new("reason", "queue_full")),
        new(WriteFailed, new("sink", "file"), new("reason", "write_failed")),
        new(_console?.DroppedMessagesCount ?? 0, new("sink", "console"), new("reason", "queue_full")),
    ];

    private sealed class ConsoleMonitor(LogMetrics metrics) : IAsyncLogEventSinkMonitor
    {
        public void StartMonitoring(IAsyncLogEventSinkInspector inspector) => metrics._console = inspector;

        public void StopMonitoring(IAsyncLogEventSinkInspector inspector)
        {
            // As above.
        }
    }
}
