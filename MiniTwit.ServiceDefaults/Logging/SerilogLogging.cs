using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace MiniTwit.ServiceDefaults.Logging;

/// <summary>
/// Console for people and <c>docker logs</c>; compact JSON in rolling files (setting <c>Logs:Directory</c>) for Logstash;
/// OTLP where an endpoint is configured, which is how lines reach the Aspire dashboard.
/// </summary>
internal static class SerilogLogging
{
    private const long FileBytes = 32 * 1024 * 1024;
    private const int FilesKept = 8;
    private const int LinesBuffered = 10_000;

    public static void AddLogging(this WebApplicationBuilder builder) =>
        builder.Services.AddSerilog((_, logger) => Configure(logger, builder.Configuration, builder.Environment));

    private static void Configure(LoggerConfiguration logger, ConfigurationManager configuration, IHostEnvironment environment)
    {
        logger
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("Polly", LogEventLevel.Warning)
            .Enrich.FromLogContext()
            .Enrich.WithProperty("service.name", configuration["OTEL_SERVICE_NAME"] ?? environment.ApplicationName);

        if (environment.IsDevelopment())
        {
            logger.WriteTo.Console(formatProvider: CultureInfo.InvariantCulture);
        }
        else
        {
            logger.WriteTo.Console(new CompactJsonFormatter());
        }

        if (configuration["Logs:Directory"] is { Length: > 0 } directory)
        {
            LogFiles.Prune(directory, environment.ApplicationName);
            // The queue drops when it is full: a slow or full disk costs log lines, never requests.
            logger.WriteTo.Async(
                sinks => sinks.File(
                    new CompactJsonFormatter(),
                    Path.Combine(directory, FormattableString.Invariant($"{environment.ApplicationName}-{Environment.ProcessId}-.jsonl")),
                    rollingInterval: RollingInterval.Day,
                    rollOnFileSizeLimit: true,
                    fileSizeLimitBytes: FileBytes,
                    retainedFileCountLimit: FilesKept),
                LinesBuffered);
        }

        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            logger.WriteTo.OpenTelemetry(_ => { });
        }
    }
}
