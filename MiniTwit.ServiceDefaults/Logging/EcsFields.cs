using System.Globalization;
using Serilog.Events;

namespace MiniTwit.ServiceDefaults.Logging;

/// <summary>A log event's properties, sorted into the schema's fields; what has no field of its own becomes a label.</summary>
internal sealed class EcsFields
{
    private const int MaxLabels = 16;
    private const int MaxLabelName = 64;
    private const double NanosecondsInMillisecond = 1_000_000;
    private readonly List<(string Name, string? Value)> _labels = [];

    public string? Logger { get; private set; }
    public string? Action { get; private set; }
    public string? Code { get; private set; }
    public long? Duration { get; private set; }
    public string? Method { get; private set; }
    public string? Route { get; private set; }
    public long? Status { get; private set; }
    public string? Path { get; private set; }
    public string? Client { get; private set; }
    public string? User { get; private set; }

    public ReadOnlySpan<(string Name, string? Value)> Labels => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_labels);

    public static EcsFields Of(LogEvent logEvent)
    {
        var fields = new EcsFields();
        foreach (var (name, value) in logEvent.Properties)
        {
            fields.Take(name, value);
        }

        return fields;
    }

    private void Take(string name, LogEventPropertyValue value)
    {
        switch (name, value)
        {
            case ("SourceContext", _):
                Logger = Text(value);
                break;
            case ("EventId", StructureValue id):
                TakeEventId(id);
                break;
            case ("RequestMethod" or "Method", _):
                Method = Text(value);
                break;
            case ("RequestPath" or "Path", _):
                Path = Text(value);
                break;
            case ("Route", _):
                Route = Text(value);
                break;
            case ("StatusCode", ScalarValue { Value: int status }):
                Status = status;
                break;
            case ("Elapsed", ScalarValue { Value: double milliseconds }):
                Duration = (long)(milliseconds * NanosecondsInMillisecond);
                break;
            case ("ClientAddress", _):
                Client = WithoutMapping(Text(value));
                break;
            case ("UserId", _):
                User = Text(value);
                break;
            // The trace's id says the same, and across processes.
            case ("RequestId" or "ConnectionId" or "ActionId" or "Scope", _):
                break;
            default:
                AddLabel(name, value);
                break;
        }
    }

    private void TakeEventId(StructureValue id)
    {
        foreach (var part in id.Properties)
        {
            if (part.Name == "Name")
            {
                Action = Text(part.Value);
            }
            else if (part.Name == "Id")
            {
                Code = Text(part.Value);
            }
        }
    }

    private void AddLabel(string name, LogEventPropertyValue value)
    {
        if (_labels.Count < MaxLabels && Text(value) is { Length: > 0 } text)
        {
            _labels.Add((LabelName(name), text));
        }
    }

    // In a label's name a dot would mean nesting.
    private static string LabelName(string name) =>
        string.Create(
            Math.Min(name.Length, MaxLabelName),
            name,
            static (label, source) =>
            {
                for (var i = 0; i < label.Length; i++)
                {
                    label[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
                }
            }
        );

    private static string? Text(LogEventPropertyValue value) =>
        value is ScalarValue scalar
            ? Convert.ToString(scalar.Value, CultureInfo.InvariantCulture)
            : value.ToString(null, CultureInfo.InvariantCulture);

    // A listener for both families shows an IPv4 client as ::ffff:192.0.2.1.
    private static string? WithoutMapping(string? address) =>
        address is not null
        && address.StartsWith("::ffff:", StringComparison.OrdinalIgnoreCase)
        && address.Contains('.', StringComparison.Ordinal)
            ? address["::ffff:".Length..]
            : address;
}
