using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MiniTwit.ServiceDefaults.Logging;
using Serilog.Events;
using Serilog.Parsing;

namespace MiniTwit.Tests.Logging;

public sealed class EcsFormatterTests
{
    private readonly EcsFormatter _formatter = new("api", "1.2.3", "host-1");
    private readonly StandInMapping _mapping = new();

    [Fact]
    public void Request_line_has_the_schemas_fields()
    {
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        var line = Format(
            null,
            ("SourceContext", "Serilog.AspNetCore.RequestLoggingMiddleware"),
            ("RequestMethod", "GET"),
            ("RequestPath", "/msgs/Roger Histand"),
            ("StatusCode", 200),
            ("Elapsed", 1.5),
            ("Route", "/msgs/{username}"),
            ("ClientAddress", "::ffff:192.0.2.1"),
            ("UserId", "42"),
            ("RequestId", "0HN"),
            ("ConnectionId", "0HN")
        );

        var expected = $$$"""
            {"@timestamp":"2026-01-31T10:00:00.0000000Z","message":"GET /msgs/Roger Histand \"quoted\"","log":{"level":"info","logger":"Serilog.AspNetCore.RequestLoggingMiddleware"},"service":{"name":"api","version":"1.2.3"},"host":{"name":"host-1"},"ecs":{"version":"8.11.0"},"trace":{"id":"{{{activity.TraceId}}}"},"span":{"id":"{{{activity.SpanId}}}"},"event":{"duration":1500000},"http":{"request":{"method":"GET"},"route":"/msgs/{username}","response":{"status_code":200}},"url":{"path":"/msgs/Roger Histand"},"client":{"address":"192.0.2.1"},"user":{"id":"42"}}

            """;
        Assert.Equal(expected.ReplaceLineEndings("\n"), line);
        Assert.Empty(_mapping.Complaints(line));
    }

    [Fact]
    public void Events_name_is_the_action_and_the_rest_are_labels()
    {
        var id = new StructureValue([new("Id", new ScalarValue(7)), new("Name", new ScalarValue("SignInRefused"))]);
        var document = Parse(Format(null, ("EventId", id), ("Reason", "Invalid password"), ("Some.Thing", 12.5), ("Nothing", null)));

        Assert.Equal("""{"action":"SignInRefused","code":"7"}""", document.GetProperty("event").GetRawText());
        Assert.Equal("""{"Reason":"Invalid password","Some_Thing":"12.5"}""", document.GetProperty("labels").GetRawText());
    }

    [Fact]
    public void Exceptions_have_type_message_and_stack_trace()
    {
        var error = Parse(Format(Thrown())).GetProperty("error");

        Assert.Equal("System.InvalidOperationException", error.GetProperty("type").GetString());
        Assert.Equal("outer", error.GetProperty("message").GetString());
        Assert.Contains("ArgumentException: inner", error.GetProperty("stack_trace").GetString(), StringComparison.Ordinal);
    }

    public static TheoryData<string> Oddities() =>
        new(
            "",
            "\0",
            "a\nb\r\n\t",
            "\ud83d",
            "\udc26",
            "\"\\",
            "</script>",
            "\u2028",
            new string('x', 5000),
            string.Concat(Enumerable.Repeat("🐦", 3000))
        );

    [Theory]
    [MemberData(nameof(Oddities))]
    public void Whatever_a_property_holds_the_line_is_one_line_and_fits(string text)
    {
        var line = Format(
            new InvalidOperationException(text),
            ("RequestPath", text),
            ("SourceContext", text),
            ("UserId", text),
            ("Method", text),
            (text + "x", text)
        );

        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        Assert.Empty(_mapping.Complaints(line));
    }

    [Fact]
    public void Wrong_types_and_many_properties_fit_too()
    {
        var many = Enumerable.Range(0, 100).Select(i => ($"P{i}", (object?)i));
        var line = Format(null, [("StatusCode", "OK"), ("Elapsed", "long"), ("EventId", "x"), .. many]);

        Assert.Empty(_mapping.Complaints(line));
        Assert.Equal(16, Parse(line).GetProperty("labels").EnumerateObject().Count());
    }

    private string Format(Exception? exception, params (string Name, object? Value)[] properties)
    {
        var template = new MessageTemplateParser().Parse("{RequestMethod} {RequestPath} \"quoted\"");
        var values = properties.Select(p => new LogEventProperty(
            string.IsNullOrWhiteSpace(p.Name) ? "blank" : p.Name,
            p.Value as LogEventPropertyValue ?? new ScalarValue(p.Value)
        ));
        var when = new DateTimeOffset(2026, 1, 31, 11, 0, 0, TimeSpan.FromHours(1));
        var current = Activity.Current;
        var logEvent = new LogEvent(
            when,
            LogEventLevel.Information,
            exception,
            template,
            values,
            current?.TraceId ?? default,
            current?.SpanId ?? default
        );
        using var output = new StringWriter();
        _formatter.Format(logEvent, output);
        // As in the file: what is no character becomes the replacement character.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(output.ToString()));
    }

    private static JsonElement Parse(string line) => JsonDocument.Parse(line).RootElement;

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("outer", new ArgumentException("inner"));
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }
}
