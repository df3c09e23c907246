using System.Diagnostics;

namespace MiniTwit.ServiceDefaults.Telemetry;

/// <summary>
/// ASP.NET Core's own span of a request, given the attributes that traces are looked up by. OpenTelemetry's instrumentation adds more
/// of them, but listens to every request's events and parses its headers once more for it.
/// </summary>
internal static class RequestSpan
{
    /// <summary>Probes and scrapes come all the time: neither they nor what they call for is traced.</summary>
    public static void LeaveOut(Activity? span)
    {
        if (span is not null)
        {
            span.IsAllDataRequested = false;
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }

    public static void Complete(Activity? span, string method, string? path, string? route, int status)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        span.DisplayName = route is null ? method : $"{method} {route}";
        span.SetTag("http.request.method", method);
        span.SetTag("url.path", path);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", status);
        if (status >= 500)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
