using System.Text.RegularExpressions;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Logging;

/// <summary>Logstash's pipeline, taken apart into its plugins in order, each with its settings.</summary>
internal static partial class LogstashPipeline
{
    public static IReadOnlyList<(string Plugin, IReadOnlyDictionary<string, string> Settings)> Read()
    {
        var plugins = new List<(string, IReadOnlyDictionary<string, string>)>();
        var open = new Stack<string>();
        var settings = new Dictionary<string, string>();
        foreach (var line in File.ReadLines(Repository.File("deploy", "logstash", "pipeline", "minitwit.conf")).Select(line => line.Trim()))
        {
            switch (line)
            {
                case "" or ['#', ..]:
                    break;
                case [.. var name, ' ', '{']:
                    open.Push(name);
                    settings = [];
                    break;
                case "}" when open.Count == 2:
                    plugins.Add(($"{open.Last()} {open.Pop()}", settings));
                    break;
                case "}":
                    open.Pop();
                    break;
                default:
                    var setting = Setting().Match(line);
                    Assert.True(setting.Success && open.Count == 2, $"No setting of a plugin: {line}");
                    settings.Add(setting.Groups[1].Value, setting.Groups[2].Value.Trim('"'));
                    break;
            }
        }

        Assert.Empty(open);
        return plugins;
    }

    [GeneratedRegex(@"^(\w+) => (""[^""]*""|true|false|\d+|\[""[^""]*""(?:, ""[^""]*"")*\])$")]
    private static partial Regex Setting();
}
