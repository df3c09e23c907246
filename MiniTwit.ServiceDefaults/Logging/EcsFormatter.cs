using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;

namespace MiniTwit.ServiceDefaults.Logging;

/// <summary>
/// One JSON object a line, in the field names of the Elastic Common Schema. <c>deploy/elasticsearch/index-template.json</c> knows
/// these fields and refuses all others: what is written here and what stands there change together.
/// </summary>
internal sealed class EcsFormatter(string service, string version, string host) : ITextFormatter
{
    private const string EcsVersion = "8.11.0";
    private const int MessageLength = 4096;
    private const int StackTraceLength = 16_384;
    private static readonly MessageTemplateTextFormatter Message = new("{Message:lj}", CultureInfo.InvariantCulture);

    private readonly string _origin = Origin(service, version, host);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        // Whatever may throw (somebody's ToString, say) runs before the first character is written: no line is ever half a line.
        var fields = EcsFields.Of(logEvent);
        var message = Render(logEvent);
        var stackTrace = logEvent.Exception?.ToString();

        var json = new JsonLine(output);
        json.Begin();
        json.Add("@timestamp", logEvent.Timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        json.Add("message", message, MessageLength);
        json.Object("log", ("level", Level(logEvent.Level)), ("logger", fields.Logger));
        json.Add(_origin);
        json.Object("trace", ("id", logEvent.TraceId?.ToHexString()));
        json.Object("span", ("id", logEvent.SpanId?.ToHexString()));
        WriteRequest(ref json, fields);
        if (logEvent.Exception is { } exception)
        {
            json.Open("error");
            json.Add("type", exception.GetType().FullName);
            json.Add("message", exception.Message, MessageLength);
            json.Add("stack_trace", stackTrace, StackTraceLength);
            json.Close();
        }

        json.Object("labels", fields.Labels);
        json.End();
    }

    private static string Origin(string service, string version, string host)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var json = new JsonLine(text);
        json.Object("service", ("name", service), ("version", version));
        json.Object("host", ("name", host));
        json.Object("ecs", ("version", EcsVersion));
        return text.ToString();
    }

    private static void WriteRequest(ref JsonLine json, EcsFields fields)
    {
        if (fields.Action is not null || fields.Code is not null || fields.Duration is not null)
        {
            json.Open("event");
            json.Add("action", fields.Action);
            json.Add("code", fields.Code);
            json.Add("duration", fields.Duration);
            json.Close();
        }

        if (fields.Method is not null || fields.Route is not null || fields.Status is not null)
        {
            json.Open("http");
            json.Object("request", ("method", fields.Method));
            json.Add("route", fields.Route);
            if (fields.Status is not null)
            {
                json.Open("response");
                json.Add("status_code", fields.Status);
                json.Close();
            }

            json.Close();
        }

        json.Object("url", ("path", fields.Path));
        json.Object("client", ("address", fields.Client));
        json.Object("user", ("id", fields.User));
    }

    private static string Render(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Message.Format(logEvent, text);
        return text.ToString();
    }

    private static string Level(LogEventLevel level) =>
        level switch
        {
            LogEventLevel.Verbose => "trace",
            LogEventLevel.Debug => "debug",
            LogEventLevel.Information => "info",
            LogEventLevel.Warning => "warn",
            LogEventLevel.Error => "error",
            _ => "fatal",
        };
}
