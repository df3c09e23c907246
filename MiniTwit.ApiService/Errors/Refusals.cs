using System.Diagnostics.Metrics;
using MiniTwit.ApiService.Telemetry;

namespace MiniTwit.ApiService.Errors;

/// <summary>
/// Counts what is refused because too much waits already, and says so once a second: a line for each would push all
/// other lines out of the files.
/// </summary>
internal sealed partial class Refusals
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly ILogger<Refusals> _logger;
    private readonly Counter<long> _all;
    private long _unsaid;
    private long _lastLine;

    public Refusals(IMeterFactory meters, TimeProvider time, ILogger<Refusals> logger)
    {
        (_time, _logger) = (time, logger);
        _lastLine = time.GetTimestamp() - time.TimestampFrequency;
        _all = meters
            .Create(MiniTwitMetrics.MeterName)
            .CreateCounter<long>("minitwit.requests.refused", "{request}", "Requests refused because too many waited");
    }

    public void Count(HttpContext http)
    {
        _all.Add(1);
        Interlocked.Increment(ref _unsaid);
        var last = Volatile.Read(ref _lastLine);
        if (_time.GetElapsedTime(last) >= BetweenLines && Interlocked.CompareExchange(ref _lastLine, _time.GetTimestamp(), last) == last)
        {
            LogRefused(_logger, Interlocked.Exchange(ref _unsaid, 0), http.Request.Method, http.Request.Path);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        EventName = "RequestsRefused",
        Message = "Refused {Count} requests since the last such line, too many waited: the last was {Method} {Path}"
    )]
    private static partial void LogRefused(ILogger logger, long count, string method, string path);
}
