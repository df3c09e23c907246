using System.Globalization;

namespace MiniTwit.AppHost.Publishing;

/// <summary>How many replicas each service has, as a recording rule beside the target files: DNS tells Prometheus only of those that are there.</summary>
internal static class ReplicaRules
{
    /// <returns>The file's name and text.</returns>
    public static (string File, string Text) Write(IEnumerable<Part> all) =>
        (
            "replicas.rules.yml",
            Yaml.Write(
                new Dictionary<string, object>
                {
                    ["groups"] = new[]
                    {
                        new Dictionary<string, object>
                        {
                            ["name"] = "replicas",
                            ["rules"] = all.Where(part => part.Service.Replicas > 1).Select(Rule).ToArray(),
                        },
                    },
                }
            )
        );

    private static Dictionary<string, object> Rule(Part part) =>
        new()
        {
            ["record"] = "minitwit:replicas:expected",
            ["expr"] = string.Create(CultureInfo.InvariantCulture, $"vector({part.Service.Replicas})"),
            ["labels"] = new Dictionary<string, string> { ["job"] = part.Name, ["host"] = part.Droplet.Host },
        };
}
