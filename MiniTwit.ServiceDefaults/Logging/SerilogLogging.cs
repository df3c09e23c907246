using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MiniTwit.ServiceDefaults.Telemetry;
using Serilog;
using Serilog.Events;

namespace MiniTwit.ServiceDefaults.Logging;

/// <summary>What is logged through <c>ILogger</c>, and from which level on; <see cref="LogSinks"/> has where it goes.</summary>
internal static class SerilogLogging
{
    public static void AddLogging(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LogMetrics>();
        builder.Services.AddSingleton<LogSinks>();
        builder.Services.AddSerilog(
            (services, logger) =>
            {
                logger
                    .MinimumLevel.Information()
                    .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
                    .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
                    .MinimumLevel.Override("System", LogEventLevel.Warning)
                    .MinimumLevel.Override("Polly", LogEventLevel.Warning)
                    .Enrich.FromLogContext();
                if (builder.Configuration.TelemetryIsEnabled())
                {
                    logger.WriteTo.Sink(services.GetRequiredService<LogSinks>());
                }
                else
                {
                    logger.MinimumLevel.Warning().WriteTo.Console(formatProvider: CultureInfo.InvariantCulture);
                }
            }
        );
    }
}
