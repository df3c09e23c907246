using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MiniTwit.ServiceDefaults.Configuration;
using MiniTwit.ServiceDefaults.Health;
using MiniTwit.ServiceDefaults.Http;
using MiniTwit.ServiceDefaults.Logging;
using MiniTwit.ServiceDefaults.Telemetry;

namespace MiniTwit.ServiceDefaults;

/// <summary>What every MiniTwit process gets: telemetry, logs, health, resilience, headers, an orderly end.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Registers the defaults; call it first.</summary>
    /// <param name="builder">The application being built.</param>
    /// <returns>The same builder.</returns>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.AddSecretFiles();
        builder.WebHost.ConfigureKestrelDefaults();
        builder.AddManagementPort();
        builder.AddLogging();
        if (builder.Configuration.TelemetryIsEnabled())
        {
            builder.AddTelemetry();
        }

        builder.AddHealth();
        builder.AddGracefulShutdown();
        builder.AddForwardedHeaders();
        builder.Services.AddHttpClientDefaults();
        builder.Services.AddSingleton(TimeProvider.System);
        return builder;
    }

    /// <summary>Puts the defaults in front of the pipeline and maps the management endpoints; call it before anything else is mapped.</summary>
    /// <param name="app">The built application.</param>
    /// <param name="maxBodyBytes">The largest body that is read; a larger one is answered 413.</param>
    /// <returns>The same application.</returns>
    public static WebApplication UseServiceDefaults(this WebApplication app, long maxBodyBytes = BodyLimit.MaxBytes)
    {
        app.UseForwardedHeaders();
        app.UseDraining();
        if (app.Configuration.TelemetryIsEnabled())
        {
            app.UseMiddleware<RequestLog>();
        }

        app.UseSecurityHeaders();
        app.UseManagementPort();
        app.UseBodyLimit(maxBodyBytes);
        app.MapHealth();
        if (app.Configuration.TelemetryIsEnabled())
        {
            app.MapMetrics();
        }

        return app;
    }
}
