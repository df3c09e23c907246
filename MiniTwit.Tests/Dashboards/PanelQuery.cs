using System.Text.Json;
using System.Text.RegularExpressions;

namespace MiniTwit.Tests.Dashboards;

/// <summary>A Prometheus query of a dashboard, as Grafana sends it while every variable stands at "All".</summary>
internal sealed partial record PanelQuery(string Source, string Expression)
{
    // Metrics that exist only once something has gone wrong.
    public static readonly string[] TroublePrefixes =
    [
        "ALERTS",
        "db_client_connection_npgsql_pending_requests",
        "db_client_connection_npgsql_timeouts_total",
        "db_client_operation_failed_total",
    ];

    public static IEnumerable<PanelQuery> Of(Dashboard dashboard)
    {
        foreach (var panel in dashboard.Panels)
        {
            foreach (var target in panel.GetProperty("targets").EnumerateArray().Where(IsPrometheus))
            {
                yield return Create(dashboard, $"{panel.GetProperty("title")} {target.GetProperty("refId")}", target.GetProperty("expr"));
            }
        }

        foreach (var annotation in dashboard.Annotations.Where(IsPrometheus))
        {
            yield return Create(
                dashboard,
                $"annotation {annotation.GetProperty("name")}",
                annotation.GetProperty("target").GetProperty("expr")
            );
        }

        foreach (var variable in dashboard.Variables.Where(IsPrometheus))
        {
            // label_values(metric{selector}, label) lists the values that this query groups by.
            var parts = LabelValues().Match(variable.GetProperty("query").GetProperty("query").GetString()!);
            Assert.True(parts.Success, $"{variable.GetProperty("name")}: not label_values(…, …)");
            yield return new(
                $"variable {variable.GetProperty("name")}",
                Substitute(dashboard, $"count by ({parts.Groups[2]}) ({parts.Groups[1]})")
            );
        }
    }

    /// <summary>Whether a healthy run has nothing for it to show.</summary>
    public bool MayBeEmpty => TroublePrefixes.Any(IsAbout) || Source.StartsWith("annotation", StringComparison.Ordinal);

    public bool IsAbout(string prefix) => Regex.IsMatch(Quoted().Replace(Expression, ""), $@"\b{prefix}");

    public override string ToString() => $"{Source}: {Expression}";

    public static PanelQuery Create(Dashboard dashboard, string source, JsonElement expression) =>
        new(source, Substitute(dashboard, expression.GetString()!));

    private static string Substitute(Dashboard dashboard, string expression)
    {
        expression = expression
            .Replace("$__rate_interval", "20s", StringComparison.Ordinal)
            .Replace("$__range", "2m", StringComparison.Ordinal);
        return dashboard.Variables.Aggregate(
            expression,
            (text, variable) =>
                variable.TryGetProperty("allValue", out var all)
                    ? text.Replace($"${variable.GetProperty("name")}", all.GetString(), StringComparison.Ordinal)
                    : text
        );
    }

    private static bool IsPrometheus(JsonElement part) =>
        part.TryGetProperty("datasource", out var source) && source.GetProperty("uid").GetString() == "prometheus";

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^label_values\((.+), (\w+)\)$")]
    private static partial Regex LabelValues();
}
