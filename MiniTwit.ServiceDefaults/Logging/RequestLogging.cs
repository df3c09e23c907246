using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniTwit.ServiceDefaults.Health;
using Serilog;
using Serilog.Events;

namespace MiniTwit.ServiceDefaults.Logging;

/// <summary>One structured line a request. The query string and headers are left out: they may carry secrets.</summary>
internal static class RequestLogging
{
    public static void UseRequestLogging(this WebApplication app) => app.UseSerilogRequestLogging(options =>
    {
        options.MessageTemplate = "{RequestMethod} {RequestPath} answered {StatusCode} in {Elapsed:0.0} ms";
        options.GetLevel = static (context, _, exception) =>
            exception is not null ? LogEventLevel.Error
            : ManagementPort.IsManagementPath(context.Request.Path) ? LogEventLevel.Verbose
            : context.Response.StatusCode >= 500 ? LogEventLevel.Error
            : LogEventLevel.Information;
        options.EnrichDiagnosticContext = static (diagnostics, context) =>
        {
            diagnostics.Set("Route", (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
            diagnostics.Set("ClientAddress", context.Connection.RemoteIpAddress?.ToString());
            diagnostics.Set("UserId", context.User.FindFirstValue(ClaimTypes.NameIdentifier));
        };
    });

    /// <summary>The line of a request that went as it should.</summary>
    public static bool IsOrdinary(LogEvent line) => line.Level < LogEventLevel.Warning && line.Properties.ContainsKey("RequestMethod");
}
