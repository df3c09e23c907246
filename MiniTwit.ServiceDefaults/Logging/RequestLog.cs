using System.Diagnostics;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using MiniTwit.ServiceDefaults.Health;
using MiniTwit.ServiceDefaults.Telemetry;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace MiniTwit.ServiceDefaults.Logging;

/// <summary>
/// One structured line a request, and what its span says. The query string and headers are left out: they may carry secrets. The line
/// goes straight to the sinks, without the scopes that Serilog would gather and the formatter leave out again: it has to be cheap.
/// </summary>
internal sealed class RequestLog(RequestDelegate next, LogSinks sinks, TimeProvider clock)
{
    private const string Method = "RequestMethod";
    private static readonly ScalarValue Source = new(typeof(RequestLog).FullName);
    private static readonly MessageTemplate Template = new MessageTemplateParser().Parse(
        "{RequestMethod} {RequestPath} answered {StatusCode} in {Elapsed:0.0} ms"
    );

    /// <summary>The line of a request that went as it should.</summary>
    public static bool IsOrdinary(LogEvent line) => line.Level < LogEventLevel.Warning && line.Properties.ContainsKey(Method);

    public async Task InvokeAsync(HttpContext context)
    {
        // Pages for errors are answered under a path of their own.
        var path = context.Request.Path;
        var span = context.Features.Get<IHttpActivityFeature>()?.Activity;
        var silent = ManagementPort.IsManagementPath(path);
        if (silent)
        {
            RequestSpan.LeaveOut(span);
        }

        var start = clock.GetTimestamp();
        try
        {
            await next(context);
        }
        catch (Exception e)
        {
            Write(context, path, StatusCodes.Status500InternalServerError, start, span, e);
            throw;
        }

        if (context.IsLeftOutOfLog())
        {
            RequestSpan.LeaveOut(span);
        }
        else if (!silent)
        {
            Write(context, path, context.Response.StatusCode, start, span, exception: null);
        }
    }

    private void Write(HttpContext context, PathString path, int status, long start, Activity? span, Exception? exception)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        var properties = new Dictionary<string, LogEventPropertyValue>(8)
        {
            [Constants.SourceContextPropertyName] = Source,
            [Method] = new ScalarValue(context.Request.Method),
            ["RequestPath"] = new ScalarValue(path.Value),
            ["StatusCode"] = new ScalarValue(status),
            ["Elapsed"] = new ScalarValue(clock.GetElapsedTime(start).TotalMilliseconds),
            ["Route"] = new ScalarValue(route),
            ["ClientAddress"] = new ScalarValue(context.Connection.RemoteIpAddress),
            ["UserId"] = new ScalarValue(context.User.FindFirstValue(ClaimTypes.NameIdentifier)),
        };
        var level = status >= StatusCodes.Status500InternalServerError ? LogEventLevel.Error : LogEventLevel.Information;
        sinks.Emit(
            LogEvent.UnstableAssembleFromParts(
                clock.GetLocalNow(),
                level,
                exception,
                Template,
                properties,
                span?.TraceId ?? default,
                span?.SpanId ?? default
            )
        );
        RequestSpan.Complete(span, context.Request.Method, path, route, status);
    }
}
