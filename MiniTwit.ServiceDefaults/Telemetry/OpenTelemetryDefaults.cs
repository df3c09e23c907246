using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MiniTwit.ServiceDefaults.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MiniTwit.ServiceDefaults.Telemetry;

/// <summary>Metrics at <c>/metrics</c> for Prometheus; traces, and the metrics again, over OTLP where an endpoint is configured.</summary>
internal static class OpenTelemetryDefaults
{
    private static readonly TimeSpan HealthPeriod = TimeSpan.FromSeconds(10);

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddMeter("MiniTwit", LogMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql")
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddProcessInstrumentation()
                .AddInstrumentation(services => ActivatorUtilities.CreateInstance<BuildInfo>(services))
                .AddPrometheusExporter())
            .WithTracing(tracing => tracing
                .AddSource("MiniTwit", "Microsoft.AspNetCore", "Npgsql")
                .AddHttpClientInstrumentation());

        builder.Services.AddSingleton<IHealthCheckPublisher, HealthMetrics>();
        builder.Services.Configure<HealthCheckPublisherOptions>(options => options.Period = HealthPeriod);

        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            telemetry.UseOtlpExporter();
        }
    }

    public static void MapMetrics(this WebApplication app) => app.MapPrometheusScrapingEndpoint("/metrics");
}
