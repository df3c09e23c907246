using System.Text.RegularExpressions;
using MiniTwit.Tests.Dashboards;
using MiniTwit.Tests.Publishing;
using MiniTwit.Tests.Stack;
using YamlDotNet.RepresentationModel;

namespace MiniTwit.Tests.Metrics;

/// <summary>The name of each metric that a rule or a panel reads, and where it does.</summary>
internal sealed partial record UsedMetric(string Name, string Where)
{
    private static readonly HashSet<string> Words =
    [
        "and",
        "or",
        "unless",
        "bool",
        "offset",
        "on",
        "ignoring",
        "group_left",
        "group_right",
    ];

    /// <summary>What the database's droplet is asked for.</summary>
    public bool IsOfPostgres => Name.StartsWith("pg_", StringComparison.Ordinal);

    /// <summary>Those of all rules and panels, but for what recording rules make of others.</summary>
    public static List<UsedMetric> All()
    {
        var rules = Directory.GetFiles(Repository.File("deploy", "prometheus", "rules"), "*.yml").SelectMany(RulesOf).ToList();
        Assert.NotEmpty(rules);
        var recorded = rules.Select(rule => Manifest.Scalar(rule, "record")).ToHashSet();
        var inRules =
            from rule in rules
            from name in NamesIn(Manifest.Scalar(rule, "expr"))
            select new UsedMetric(name, $"rule {Manifest.Scalar(rule, "alert")}{Manifest.Scalar(rule, "record")}");
        var inPanels =
            from dashboard in Dashboard.All
            from query in PanelQuery.Of(dashboard)
            from name in NamesIn(query.Expression)
            select new UsedMetric(name, $"{dashboard.Name}, {query.Source}");
        return [.. inRules.Concat(inPanels).Where(metric => !recorded.Contains(metric.Name)).Distinct()];
    }

    /// <summary>What is left of an expression without texts, selectors, ranges, lists of labels, functions and words.</summary>
    internal static IEnumerable<string> NamesIn(string expression) =>
        Names().Matches(NotNames().Replace(expression, " ")).Select(match => match.Value).Where(name => !Words.Contains(name)).Distinct();

    private static IEnumerable<YamlMappingNode> RulesOf(string file)
    {
        var yaml = new YamlStream();
        using var text = File.OpenText(file);
        yaml.Load(text);
        return from YamlMappingNode @group in (YamlSequenceNode)yaml.Documents[0].RootNode["groups"]
            from YamlMappingNode rule in (YamlSequenceNode)@group["rules"]
            select rule;
    }

    [GeneratedRegex(
        """
            \{(?:"(?:\\.|[^"\\])*"|[^}"])*\}|"(?:\\.|[^"\\])*"|\[[^\]]*\]|\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex NotNames();

    [GeneratedRegex(@"(?<![\w:.$])[a-zA-Z_:][\w:]*(?![\w:]|\s*\()")]
    private static partial Regex Names();
}
