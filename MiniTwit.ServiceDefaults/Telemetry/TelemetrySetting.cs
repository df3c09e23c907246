using Microsoft.Extensions.Configuration;

namespace MiniTwit.ServiceDefaults.Telemetry;

internal static class TelemetrySetting
{
    /// <summary>
    /// Setting <c>Telemetry:Enabled</c>, true by default. False leaves out metrics, traces and logs below warnings, for measuring
    /// what they cost.
    /// </summary>
    public static bool TelemetryIsEnabled(this IConfiguration configuration) => configuration.GetValue("Telemetry:Enabled", true);
}
