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

    private static readonly Lazy<IReadOnlyList<YamlMappingNode>> Rules = new(() =>
        [
            .. Directory.GetFiles(Repository.File("deploy", "prometheus", "rules"), "*.yml").SelectMany(RulesOf),
            .. Directory.GetFiles(Repository.File("deploy", "app-droplet", "targets"), "*.rules.yml").SelectMany(RulesOf),
        ]
    );

    private static readonly Lazy<ILookup<string, string>> Recorded = new(() =>
        Rules.Value.ToLookup(rule => Manifest.Scalar(rule, "record"), rule => Manifest.Scalar(rule, "expr"))
    );

    /// <summary>Those of all rules and panels.</summary>
    public static List<UsedMetric> All()
    {
        var inRules =
            from rule in Rules.Value
            from name in SourcesOf(Manifest.Scalar(rule, "expr"))
            select new UsedMetric(name, $"rule {Manifest.Scalar(rule, "alert")}{Manifest.Scalar(rule, "record")}");
        var inPanels =
            from dashboard in Dashboard.All
            from query in PanelQuery.Of(dashboard)
            from name in SourcesOf(query.Expression)
            select new UsedMetric(name, $"{dashboard.Name}, {query.Source}");
        return [.. inRules.Concat(inPanels).Distinct()];
    }

    /// <summary>The names in an expression, and in place of what a rule records what that is made of.</summary>
    internal static IEnumerable<string> SourcesOf(string expression) =>
        NamesIn(expression)
            .SelectMany(name => Recorded.Value.Contains(name) ? Recorded.Value[name].SelectMany(SourcesOf) : [name])
            .Distinct();

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
