using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MiniTwit.AppHost;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Publishing;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Dashboards;

/// <summary>What can be said of the dashboards' files without Grafana.</summary>
public sealed partial class DashboardFileTests
{
    private const int SchemaVersion = 41;
    private const int GridWidth = 24;
    private static readonly string[] DataSources = ["elasticsearch", "prometheus"];

    public static TheoryData<string> Names() => Dashboard.Names();

    [Fact]
    public void Six_dashboards_have_fixed_uids() =>
        Assert.Equal(
            ["minitwit-hosts", "minitwit-logs", "minitwit-overview", "minitwit-postgres", "minitwit-runtime", "minitwit-simulator"],
            Dashboard.All.Select(dashboard => dashboard.Uid).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Data_sources_are_provisioned_with_the_uids_that_panels_name()
    {
        var provisioned = File.ReadAllText(Path.Combine(Dashboard.Folder, "provisioning", "datasources", "datasources.yaml"));

        Assert.Equal(DataSources, UidLine().Matches(provisioned).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Grafana_keeps_the_plugins_of_the_data_sources_that_are_provisioned()
    {
        var environment = Manifest.Map(Manifest.Read(Manifest.SwarmStack, "services")[ResourceNames.Grafana], "environment");
        var provisioned = File.ReadAllText(Path.Combine(Dashboard.Folder, "provisioning", "datasources", "datasources.yaml"));

        var kept = TypeLine()
            .Matches(provisioned)
            .Select(match => match.Groups[1].Value)
            .Except(Manifest.Scalar(environment, "GF_PLUGINS_DISABLE_PLUGINS").Split(','));

        Assert.Equal(DataSources, kept.Order(StringComparer.Ordinal));
        // Grafana would stop a plugin to bring it up to date, and go on without it where that fails.
        Assert.Equal("true", Manifest.Scalar(environment, "GF_PLUGINS_PREINSTALL_DISABLED"));
    }

    [Fact]
    public void The_types_that_they_are_held_against_are_of_the_version_that_ships()
    {
        using var packages = JsonDocument.Parse(
            File.ReadAllText(Repository.File("MiniTwit.Tests", "Dashboards", "schema", "package.json"))
        );

        Assert.Equal(Images.Grafana.Tag, packages.RootElement.GetProperty("devDependencies").GetProperty("@grafana/schema").GetString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Dashboard_is_complete(string name)
    {
        var dashboard = Dashboard.Named(name);

        Assert.Equal($"minitwit-{name}", dashboard.Uid);
        Assert.Equal(SchemaVersion, dashboard.Root.GetProperty("schemaVersion").GetInt32());
        Assert.False(dashboard.Root.TryGetProperty("id", out _), "Grafana gives ids");
        Assert.NotEmpty(dashboard.Root.GetProperty("title").GetString()!);
        Assert.NotEmpty(dashboard.Root.GetProperty("description").GetString()!);
        Assert.Contains("minitwit", dashboard.Root.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Empty(dashboard.Panels.SelectMany(Shortcomings));
        Assert.Distinct(dashboard.Panels.Select(panel => panel.GetProperty("id").GetInt32()));
        Assert.Empty(Overlaps([.. dashboard.Panels]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Variables_that_are_used_are_defined(string name)
    {
        var dashboard = Dashboard.Named(name);
        var defined = dashboard.Variables.Select(variable => variable.GetProperty("name").GetString()!);

        var used = VariableUse()
            .Matches(dashboard.Text)
            .Select(match => match.Groups[1].Value)
            .Where(use => !use.StartsWith("__", StringComparison.Ordinal));

        Assert.Equal(defined.Order(StringComparer.Ordinal), used.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Links_lead_to_dashboards_and_variables_that_exist(string name)
    {
        var variables = Dashboard.All.ToDictionary(
            dashboard => dashboard.Uid,
            dashboard => dashboard.Variables.Select(variable => variable.GetProperty("name").GetString()).ToHashSet()
        );

        var wrong = DashboardLink()
            .Matches(Dashboard.Named(name).Text)
            .Select(match => match.Value)
            .Where(link =>
                !variables.TryGetValue(DashboardLink().Match(link).Groups[1].Value, out var known)
                || VariableInLink().Matches(link).Any(variable => !known.Contains(variable.Groups[1].Value))
            );

        Assert.Empty(wrong);
    }

    /// <summary>
    /// Grafana makes <c>$__rate_interval</c> four times a target's <c>interval</c>, and without one four times Prometheus' own. cAdvisor
    /// looks at each container once in its interval and up to as long again, at random, however often it is scraped.
    /// </summary>
    [Fact]
    public void Rates_of_containers_span_several_of_their_samples()
    {
        const string Every = "--housekeeping_interval=";
        var cadvisor = Manifest.Read(Manifest.SwarmStack, "services")["app-cadvisor"];
        var argument = Manifest.Sequence(cadvisor, "command").Single(one => one.StartsWith(Every, StringComparison.Ordinal));
        var longest = 2 * Seconds(argument[Every.Length..]);

        var rates = Dashboard
            .All.SelectMany(dashboard => dashboard.Panels)
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Where(target => target.TryGetProperty("expr", out var query) && ContainerRate().IsMatch(query.GetString()!))
            .ToList();

        Assert.NotEmpty(rates);
        Assert.All(
            rates,
            target =>
                Assert.InRange(
                    target.TryGetProperty("interval", out var interval) ? Seconds(interval.GetString()!) : 0,
                    longest,
                    int.MaxValue
                )
        );
    }

    /// <summary>As in the rules: many refusals, which are quick, would hide what is slow or fails.</summary>
    [Fact]
    public void Speed_and_shares_of_requests_are_of_those_that_were_not_refused()
    {
        var about = Dashboard
            .All.SelectMany(PanelQuery.Of)
            .Where(query => SpeedOrShare().IsMatch(query.Expression) && !ByStatus().IsMatch(query.Expression))
            .ToList();

        Assert.NotEmpty(about);
        Assert.All(
            about,
            query =>
                Assert.All(
                    Requests().Matches(query.Expression),
                    selector =>
                        Assert.True(selector.Value.Contains("http_response_status_code", StringComparison.Ordinal), query.ToString())
                )
        );
    }

    private static int Seconds(string duration)
    {
        Assert.EndsWith("s", duration, StringComparison.Ordinal);
        return int.Parse(duration[..^1], CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Shortcomings(JsonElement panel)
    {
        var title = panel.GetProperty("title").GetString();
        var defaults = panel.GetProperty("fieldConfig").GetProperty("defaults");
        var targets = panel.GetProperty("targets").EnumerateArray().ToList();
        var place = panel.GetProperty("gridPos");
        (string What, bool Holds)[] demands =
        [
            ("title", title is { Length: > 0 }),
            ("description", panel.GetProperty("description").GetString() is { Length: > 0 }),
            ("unit", defaults.GetProperty("unit").GetString() is { Length: > 0 }),
            ("thresholds", defaults.GetProperty("thresholds").GetProperty("steps").GetArrayLength() > 0),
            (
                "data source",
                targets.Append(panel).All(part => DataSources.Contains(part.GetProperty("datasource").GetProperty("uid").GetString()))
            ),
            (
                "query",
                targets.Count > 0 && targets.Select(target => target.GetProperty("refId").GetString()).Distinct().Count() == targets.Count
            ),
            ("place", place.GetProperty("x").GetInt32() + place.GetProperty("w").GetInt32() <= GridWidth),
        ];
        return demands.Where(demand => !demand.Holds).Select(demand => $"{title}: {demand.What}");
    }

    private static IEnumerable<string> Overlaps(IReadOnlyList<JsonElement> panels) =>
        from one in panels
        from other in panels
        where
            one.GetProperty("id").GetInt32() < other.GetProperty("id").GetInt32()
            && Meet(one, other, "x", "w")
            && Meet(one, other, "y", "h")
        select $"{one.GetProperty("title")} and {other.GetProperty("title")}";

    private static bool Meet(JsonElement one, JsonElement other, string start, string length)
    {
        var (first, second) = (one.GetProperty("gridPos"), other.GetProperty("gridPos"));
        return first.GetProperty(start).GetInt32() < second.GetProperty(start).GetInt32() + second.GetProperty(length).GetInt32()
            && second.GetProperty(start).GetInt32() < first.GetProperty(start).GetInt32() + first.GetProperty(length).GetInt32();
    }

    [GeneratedRegex(@"\bcontainer_.*\[\$__rate_interval\]")]
    private static partial Regex ContainerRate();

    [GeneratedRegex(@"http_server_request_duration_seconds_(bucket|sum)|http_server_request_duration_seconds_count.* / \(")]
    private static partial Regex SpeedOrShare();

    [GeneratedRegex(@"by \([^)]*http_response_status_code")]
    private static partial Regex ByStatus();

    [GeneratedRegex(@"http_server_request_duration_seconds_\w+\{[^}]*\}")]
    private static partial Regex Requests();

    [GeneratedRegex(@"^    type: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^    uid: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex UidLine();

    [GeneratedRegex(@"\$\{?(\w+)")]
    private static partial Regex VariableUse();

    [GeneratedRegex(@"/d/([\w-]+)[^""]*")]
    private static partial Regex DashboardLink();

    [GeneratedRegex(@"var-(\w+)=")]
    private static partial Regex VariableInLink();
}
