using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace MiniTwit.ServiceDefaults.Logging;

/// <summary>
/// Serilog's rolling files, made to come back by themselves: after a failed write (volume full, read-only or gone) the lines of the
/// next seconds are counted as dropped, then the file is opened anew. By itself the sink would retry after half an hour, and would
/// go on writing into a file that somebody has deleted. Called by the queue's one worker only.
/// </summary>
internal sealed class LogFileSink(string directory, string application, ITextFormatter formatter, LogMetrics metrics, TimeProvider clock)
    : ILogEventSink,
        ILoggingFailureListener,
        IDisposable
{
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private const long FileBytes = 32 * 1024 * 1024;
    private const int MostHeldBack = 1000;
    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(1);

    private readonly LogFileHooks _hooks = new(directory, application);
    private ILogEventSink? _files;
    private bool _failed;
    private int _heldBack;
    private DateTimeOffset _nextLook;

    public void Emit(LogEvent logEvent)
    {
        if (!IsOpen(clock.GetUtcNow()))
        {
            metrics.CountWriteFailed();
            return;
        }

        _failed = false;
        try
        {
            _files!.Emit(logEvent);
            _heldBack++;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _failed = true;
            _heldBack++;
        }
        catch (Exception)
        {
            // One event that cannot be written down says nothing about the file.
            metrics.CountWriteFailed();
            return;
        }

        if (_failed)
        {
            GiveUpForNow();
        }
        else if (_heldBack == MostHeldBack)
        {
            Flush();
        }
    }

    /// <summary>Writes what was held back since the last time; the queue calls it after each batch.</summary>
    public void Flush()
    {
        try
        {
            _hooks.Flush();
            metrics.CountWritten(_heldBack);
            _heldBack = 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            GiveUpForNow();
        }
    }

    public void OnLoggingFailed(
        object sender,
        LoggingFailureKind kind,
        string message,
        IReadOnlyCollection<LogEvent>? events,
        Exception? exception
    ) => _failed |= kind != LoggingFailureKind.Temporary;

    public void Dispose()
    {
        Flush();
        Close();
    }

    private bool IsOpen(DateTimeOffset now)
    {
        if (now < _nextLook)
        {
            return _files is not null;
        }

        if (_files is not null && !_hooks.FileIsThere)
        {
            Flush();
            Close();
        }

        _files ??= OpenFiles();
        _nextLook = now + LookAfter;
        return true;
    }

    private ILogEventSink OpenFiles()
    {
        var files = LoggerSinkConfiguration.CreateSink(sinks =>
            sinks.File(
                formatter,
                Path.Combine(directory, LogFiles.NameFor(application)),
                rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true,
                fileSizeLimitBytes: FileBytes,
                // It would delete files with lines in them: see LogFiles.
                retainedFileCountLimit: null,
                hooks: _hooks
            )
        );
        (files as ISetLoggingFailureListener)?.SetFailureListener(this);
        return files;
    }

    private void GiveUpForNow()
    {
        metrics.CountWriteFailed(_heldBack);
        _heldBack = 0;
        Close();
        _nextLook = clock.GetUtcNow() + RetryAfter;
    }

    private void Close()
    {
        _hooks.Forget();
        try
        {
            (_files as IDisposable)?.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What could not be written cannot be flushed either; it was counted.
        }

        _files = null;
    }
}
