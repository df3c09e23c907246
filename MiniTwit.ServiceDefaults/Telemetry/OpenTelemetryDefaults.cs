using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MiniTwit.ServiceDefaults.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MiniTwit.ServiceDefaults.Telemetry;

/// <summary>
/// Metrics at <c>/metrics</c> for Prometheus; traces, and the metrics again, over OTLP where an endpoint is configured. Without one
/// nobody would see the spans: log lines have their trace ids all the same, and each request passes its id on.
/// </summary>
internal static class OpenTelemetryDefaults
{
    private static readonly TimeSpan HealthPeriod = TimeSpan.FromSeconds(10);

    // By default 512 spans are sent at a time, and each sending has its price; four times as many stay below the 4 MB that gRPC
    // takes. The environment's own values win.
    private static readonly Dictionary<string, string?> SpanBatches = new()
    {
        ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"] = "2048",
        ["OTEL_BSP_MAX_QUEUE_SIZE"] = "8192",
    };

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(
                        "MiniTwit",
                        LogMetrics.MeterName,
                        "Microsoft.AspNetCore.Hosting",
                        "Microsoft.AspNetCore.Server.Kestrel",
                        "Npgsql"
                    )
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddProcessInstrumentation()
                    .AddInstrumentation(services => ActivatorUtilities.CreateInstance<BuildInfo>(services))
                    .AddPrometheusExporter()
            );

        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = SpanBatches });
            telemetry
                .WithTracing(tracing => tracing.AddSource("Microsoft.AspNetCore", "Npgsql").AddHttpClientInstrumentation())
                .UseOtlpExporter();
        }

        builder.Services.AddSingleton<IHealthCheckPublisher, HealthMetrics>();
        builder.Services.Configure<HealthCheckPublisherOptions>(options => options.Period = HealthPeriod);
    }

    public static void MapMetrics(this WebApplication app) => app.MapPrometheusScrapingEndpoint("/metrics");
}
