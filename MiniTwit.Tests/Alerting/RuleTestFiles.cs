namespace MiniTwit.Tests.Alerting;

/// <summary>What the rule tests of <c>deploy/prometheus/tests</c> expect, read by their form: <c>alertname</c>, then <c>exp_alerts</c>, then labels.</summary>
internal static class RuleTestFiles
{
    public static string[] All => Directory.GetFiles(Deployment.Path("deploy/prometheus/tests"), "*.yml");

    /// <summary>The names of alerts that some test expects not to fire.</summary>
    public static HashSet<string> Quiet()
    {
        var quiet = new HashSet<string>();
        foreach (var lines in All.Select(File.ReadAllLines))
        {
            quiet.UnionWith(
                lines
                    .Zip(lines.Skip(1))
                    .Where(pair => pair.First.Contains("alertname: ") && pair.Second.Trim() == "exp_alerts: []")
                    .Select(pair => Value(pair.First))
            );
        }

        return quiet;
    }

    /// <summary>Each alert that some test expects to fire, as <c>label=value</c> with its name as <c>alertname=…</c>.</summary>
    public static List<HashSet<string>> Firing()
    {
        var firing = new List<HashSet<string>>();
        foreach (var lines in All.Select(File.ReadAllLines))
        {
            var name = "";
            var labels = new HashSet<string>();
            var inLabels = false;
            foreach (var line in lines.Select(line => line.Trim()))
            {
                if (line.StartsWith("alertname: ", StringComparison.Ordinal))
                {
                    name = Value(line);
                }
                else if (line == "- exp_labels:")
                {
                    labels = [$"alertname={name}"];
                    firing.Add(labels);
                    inLabels = true;
                }
                else if (line == "exp_annotations:")
                {
                    inLabels = false;
                }
                else if (inLabels)
                {
                    labels.Add(line.Replace(": ", "=", StringComparison.Ordinal));
                }
            }
        }

        return firing;
    }

    private static string Value(string line) => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..];
}
