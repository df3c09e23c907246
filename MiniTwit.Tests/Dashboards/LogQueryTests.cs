using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MiniTwit.Tests.Dashboards;

/// <summary>
/// Elasticsearch cannot be had where the tests run. What its queries name is held against the index template instead, which the
/// lines that the apps write are held against, too.
/// </summary>
public sealed partial class LogQueryTests
{
    private static readonly string[] Numbers = ["long", "integer", "short", "double", "float", "unsigned_long"];
    private static readonly string[] Groupable = [.. Numbers, "keyword", "constant_keyword", "wildcard", "ip", "date", "boolean"];

    [Fact]
    public void Log_queries_fit_the_index_template_which_stands_in_for_Elasticsearch()
    {
        Assert.SkipUnless(File.Exists(LogFields.TemplateFile), "There is no index template.");
        var fields = LogFields.Read();

        var misfits = new List<string>();
        foreach (var (source, query) in LuceneQueries())
        {
            var bare = Quoted().Replace(query, "\"\"");
            misfits.AddRange(
                bare.Count(c => c == '(') == bare.Count(c => c == ')') && !bare.Replace("\"\"", "", StringComparison.Ordinal).Contains('"')
                    ? []
                    : [$"{source}: unbalanced {query}"]
            );
            misfits.AddRange(
                Field()
                    .Matches(bare)
                    .Where(use => !fields.ContainsKey(use.Groups[1].Value))
                    .Select(use => $"{source}: no field {use.Groups[1]}")
            );
            misfits.AddRange(
                Range()
                    .Matches(bare)
                    .Where(use => !Is(fields, use.Groups[1].Value, Numbers))
                    .Select(use => $"{source}: no number {use.Groups[1]}")
            );
        }

        misfits.AddRange(
            Aggregated("terms").Where(field => !Is(fields, field, Groupable)).Select(field => $"cannot be grouped by: {field}")
        );
        misfits.AddRange(Aggregated("percentiles").Where(field => !Is(fields, field, Numbers)).Select(field => $"no number: {field}"));
        misfits.AddRange(
            Aggregated("date_histogram").Where(field => !Is(fields, field, ["date", "date_nanos"])).Select(field => $"no time: {field}")
        );
        misfits.AddRange(Columns().Where(field => !fields.ContainsKey(field)).Select(field => $"no column {field}"));
        Assert.Empty(misfits);
    }

    private static bool Is(IReadOnlyDictionary<string, string> fields, string field, string[] types) =>
        fields.TryGetValue(field, out var type) && types.Contains(type);

    private static IEnumerable<JsonElement> LogTargets() =>
        Dashboard
            .All.SelectMany(dashboard => dashboard.Panels)
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Where(target => target.GetProperty("datasource").GetProperty("uid").GetString() == "elasticsearch");

    /// <summary>Those of panels, and those that links hand to the logs' search.</summary>
    private static IEnumerable<(string Source, string Query)> LuceneQueries() =>
        LogTargets()
            .Select(target => ("panel", target.GetProperty("query").GetString()!))
            .Concat(
                Dashboard.All.SelectMany(dashboard =>
                    SearchInLink().Matches(dashboard.Text).Select(link => (dashboard.Name, WebUtility.UrlDecode(link.Groups[1].Value)))
                )
            );

    private static IEnumerable<string> Aggregated(string type) =>
        LogTargets()
            .SelectMany(target => target.GetProperty("bucketAggs").EnumerateArray().Concat(target.GetProperty("metrics").EnumerateArray()))
            .Where(part => part.GetProperty("type").GetString() == type)
            .Select(part => part.GetProperty("field").GetString()!);

    private static IEnumerable<string> Columns() =>
        Dashboard
            .All.SelectMany(dashboard => dashboard.Panels)
            .Where(panel => panel.TryGetProperty("transformations", out _))
            .SelectMany(panel => panel.GetProperty("transformations").EnumerateArray())
            .Where(step => step.GetProperty("id").GetString() == "filterFieldsByName")
            .SelectMany(step => step.GetProperty("options").GetProperty("include").GetProperty("names").EnumerateArray())
            .Select(column => column.GetString()!);

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"([@\w][\w.]*):")]
    private static partial Regex Field();

    [GeneratedRegex(@"([@\w][\w.]*):[<>\[]")]
    private static partial Regex Range();

    [GeneratedRegex(@"var-search=([^""&]*)")]
    private static partial Regex SearchInLink();
}
