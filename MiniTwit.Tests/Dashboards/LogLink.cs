using System.Text.Json;
using System.Text.RegularExpressions;

namespace MiniTwit.Tests.Dashboards;

/// <summary>A link from a panel's series to the log lines of a service.</summary>
/// <param name="Source">Dashboard and panel.</param>
/// <param name="Service">A name, or <c>${__field.labels.job}</c> for the series' own label.</param>
/// <param name="Query">What makes the series.</param>
/// <param name="Legend">What a series is called.</param>
/// <param name="Only">The series that have the link; null: all.</param>
internal sealed partial record LogLink(string Source, string Service, PanelQuery Query, string Legend, Regex? Only)
{
    public bool IsOfTheSeries => Service == "${__field.labels.job}";

    public static IEnumerable<LogLink> Of(Dashboard dashboard) =>
        from panel in dashboard.Panels
        from target in panel.GetProperty("targets").EnumerateArray()
        where target.TryGetProperty("expr", out _)
        from link in Links(panel.GetProperty("fieldConfig"))
        let service = ServiceInLink().Match(link.Url)
        where service.Success
        let source = $"{dashboard.Name}: {panel.GetProperty("title")} {target.GetProperty("refId")}"
        let query = PanelQuery.Create(dashboard, source, target.GetProperty("expr"))
        select new LogLink(source, service.Groups[1].Value, query, LegendOf(target), link.Only);

    /// <summary>Whether a series with these labels has the link.</summary>
    public bool IsOn(IReadOnlyDictionary<string, string> labels) =>
        Only is null || Only.IsMatch(Label().Replace(Legend, label => labels.GetValueOrDefault(label.Groups[1].Value, "")));

    private static IEnumerable<(string Url, Regex? Only)> Links(JsonElement fields)
    {
        var defaults = fields.GetProperty("defaults");
        foreach (var link in defaults.TryGetProperty("links", out var links) ? links.EnumerateArray() : [])
        {
            yield return (link.GetProperty("url").GetString()!, null);
        }

        foreach (var some in fields.GetProperty("overrides").EnumerateArray())
        {
            var matcher = some.GetProperty("matcher");
            foreach (
                var property in some.GetProperty("properties").EnumerateArray().Where(one => one.GetProperty("id").ValueEquals("links"))
            )
            {
                foreach (var link in property.GetProperty("value").EnumerateArray())
                {
                    yield return (link.GetProperty("url").GetString()!, Matches(matcher));
                }
            }
        }
    }

    private static Regex Matches(JsonElement matcher)
    {
        var text = matcher.GetProperty("options").GetString()!;
        return new(matcher.GetProperty("id").ValueEquals("byRegexp") ? text.Trim('/') : $"^{Regex.Escape(text)}$");
    }

    private static string LegendOf(JsonElement target) => target.TryGetProperty("legendFormat", out var legend) ? legend.GetString()! : "";

    [GeneratedRegex(@"[?&]var-service=([^&]+)")]
    private static partial Regex ServiceInLink();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Label();
}
