using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;

namespace MiniTwit.ServiceDefaults.Logging;

/// <summary>
/// Console for people and <c>docker logs</c>; JSON in rolling files (setting <c>Logs:Directory</c>) for Logstash;
/// OTLP where an endpoint is configured, which is how lines reach the Aspire dashboard. All of them through queues that drop when
/// they are full: a slow or full disk, or a reader that has stopped, costs log lines and never requests.
/// </summary>
internal sealed class LogSinks : ILogEventSink, IDisposable
{
    private readonly LogQueue? _files;
    private readonly LogQueue _console;
    private readonly LogQueue? _exporter;
    private readonly bool _everythingEverywhere;

    public LogSinks(IConfiguration configuration, IHostEnvironment environment, LogMetrics metrics)
    {
        var formatter = new EcsFormatter(
            configuration["OTEL_SERVICE_NAME"] ?? environment.ApplicationName,
            Version(),
            Environment.MachineName
        );
        var directory = configuration["Logs:Directory"];
        if (!string.IsNullOrEmpty(directory))
        {
            var files = new LogFileSink(directory, environment.ApplicationName, formatter, metrics, TimeProvider.System);
            metrics.Files = _files = new LogQueue(files, files.Flush);
        }

        metrics.Console = _console = new LogQueue(
            LoggerSinkConfiguration.CreateSink(sinks =>
                _ = environment.IsDevelopment() ? sinks.Console(formatProvider: CultureInfo.InvariantCulture) : sinks.Console(formatter)
            )
        );
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            _exporter = new LogQueue(
                LoggerSinkConfiguration.CreateSink(sinks =>
                    sinks.OpenTelemetry(options => options.BatchingOptions.QueueLimit = LogQueue.Capacity)
                )
            );
        }

        _everythingEverywhere = environment.IsDevelopment() || _files is null;
    }

    public void Emit(LogEvent logEvent)
    {
        _files?.Emit(logEvent);

        // In production, what requests write in the ordinary way is written once: to the files where there are files. A trace says the same.
        if (_everythingEverywhere || !RequestLog.IsOrdinary(logEvent))
        {
            _console.Emit(logEvent);
            _exporter?.Emit(logEvent);
        }
    }

    public void Dispose()
    {
        _files?.Dispose();
        _console.Dispose();
        _exporter?.Dispose();
    }

    private static string Version() =>
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
