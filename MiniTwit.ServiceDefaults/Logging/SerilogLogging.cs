using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MiniTwit.ServiceDefaults.Telemetry;
using Serilog;
using Serilog.Configuration;
using Serilog.Events;

namespace MiniTwit.ServiceDefaults.Logging;

/// <summary>
/// Console for people and <c>docker logs</c>; JSON in rolling files (setting <c>Logs:Directory</c>) for Logstash;
/// OTLP where an endpoint is configured, which is how lines reach the Aspire dashboard. All of them through queues that drop when
/// they are full: a slow or full disk, or a reader that has stopped, costs log lines and never requests.
/// </summary>
internal static class SerilogLogging
{
    public static void AddLogging(this WebApplicationBuilder builder) => builder.Services.AddSerilog((services, logger) =>
        Configure(logger, builder.Configuration, builder.Environment, new LogMetrics(services.GetRequiredService<IMeterFactory>())));

    private static void Configure(LoggerConfiguration logger, ConfigurationManager configuration, IHostEnvironment environment, LogMetrics metrics)
    {
        logger
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("Polly", LogEventLevel.Warning)
            .Enrich.FromLogContext();

        if (!configuration.TelemetryIsEnabled())
        {
            logger.MinimumLevel.Warning().WriteTo.Console(formatProvider: CultureInfo.InvariantCulture);
            return;
        }

        var service = configuration["OTEL_SERVICE_NAME"] ?? environment.ApplicationName;
        var formatter = new EcsFormatter(service, Version(), Environment.MachineName);
        var directory = configuration["Logs:Directory"];
        metrics.Console = new LogQueue(LoggerSinkConfiguration.CreateSink(sinks => _ = environment.IsDevelopment()
            ? sinks.Console(formatProvider: CultureInfo.InvariantCulture)
            : sinks.Console(formatter)));
        // In production, what requests write in the ordinary way is written once: to the files where there are files. A trace says the same.
        var everywhere = environment.IsDevelopment() || string.IsNullOrEmpty(directory);
        bool BesidesFiles(LogEvent line) => everywhere || !RequestLogging.IsOrdinary(line);
        logger.WriteTo.Conditional(BesidesFiles, sinks => sinks.Sink(metrics.Console));

        if (!string.IsNullOrEmpty(directory))
        {
            LogFiles.Prune(directory, environment.ApplicationName);
            var file = FormattableString.Invariant($"{environment.ApplicationName}-{Environment.ProcessId}-.jsonl");
            var files = new LogFileSink(Path.Combine(directory, file), formatter, metrics, TimeProvider.System);
            metrics.Files = new LogQueue(files, files.Flush);
            logger.WriteTo.Sink(metrics.Files);
        }

        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            var exporter = new LogQueue(LoggerSinkConfiguration.CreateSink(sinks =>
                sinks.OpenTelemetry(options => options.BatchingOptions.QueueLimit = LogQueue.Capacity)));
            logger.WriteTo.Conditional(BesidesFiles, sinks => sinks.Sink(exporter));
        }
    }

    private static string Version() =>
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
