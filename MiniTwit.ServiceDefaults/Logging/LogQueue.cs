using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;

namespace MiniTwit.ServiceDefaults.Logging;

/// <summary>
/// A bounded queue before a sink. Full, it drops and counts: nobody waits. Its worker looks ten times a second rather than being
/// woken for each line, which would cost a request more than all else about its line.
/// </summary>
internal sealed class LogQueue : ILogEventSink, IDisposable
{
    public const int Capacity = 10_000;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<LogEvent> _lines = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly ILogEventSink _sink;
    private readonly Action? _afterBatch;
    private readonly Thread _worker;
    private int _count;
    private long _dropped;
    private volatile bool _ended;

    /// <param name="sink">Where the lines go.</param>
    /// <param name="afterBatch">Called when the sink was given all that was queued.</param>
    public LogQueue(ILogEventSink sink, Action? afterBatch = null)
    {
        _sink = sink;
        _afterBatch = afterBatch;
        _worker = new Thread(Work) { IsBackground = true, Name = nameof(LogQueue) };
        _worker.Start();
    }

    public long Dropped => Interlocked.Read(ref _dropped);

    public void Emit(LogEvent logEvent)
    {
        if (Interlocked.Increment(ref _count) > Capacity)
        {
            Interlocked.Decrement(ref _count);
            Interlocked.Increment(ref _dropped);
            return;
        }

        _lines.Enqueue(logEvent);
        if (logEvent.Level >= LogEventLevel.Error && !_ended)
        {
            // It may be the last thing this process says.
            _wake.Set();
        }
    }

    /// <summary>Hands over what is queued; a sink that hangs does not keep the process from ending.</summary>
    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        _wake.Set();
        if (_worker.Join(PatienceAtTheEnd))
        {
            (_sink as IDisposable)?.Dispose();
        }
    }

    private void Work()
    {
        while (!_ended)
        {
            _wake.WaitOne(Rest);
            HandOver();
        }

        HandOver();
    }

    private void HandOver()
    {
        while (_lines.TryDequeue(out var line))
        {
            Interlocked.Decrement(ref _count);
            try
            {
                _sink.Emit(line);
            }
            catch (Exception e)
            {
                SelfLog.WriteLine("A log line was lost in {0}: {1}", _sink, e);
            }
        }

        _afterBatch?.Invoke();
    }
}
