using System.Text.RegularExpressions;

namespace MiniTwit.Tests.Provisioning;

/// <summary>The rules of <c>terraform fmt</c> that show in single lines: two spaces for each open bracket, equals signs of neighbours aligned.</summary>
internal static partial class Formatting
{
    /// <summary>Each line that breaks a rule, with its number.</summary>
    public static List<string> Faults(string[] lines)
    {
        var faults = new List<string>();
        var depth = 0;
        string? heredoc = null;
        var block = new List<(int Number, string Name, int Sign)>();
        for (var i = 0; i < lines.Length; i++)
        {
            var (line, text) = (lines[i], lines[i].Trim());
            if (heredoc is not null)
            {
                heredoc = text == heredoc ? null : heredoc;
                continue;
            }

            var closesFirst = text.Length > 0 && text[0] is '}' or ']' or ')';
            var indent = line.Length - line.TrimStart().Length;
            if (text.Length > 0 && indent != 2 * (depth - (closesFirst ? 1 : 0)))
            {
                faults.Add($"{i + 1}: indented by {indent}: {line}");
            }

            if (line != line.TrimEnd() || line.Contains('\t', StringComparison.Ordinal))
            {
                faults.Add($"{i + 1}: a tab, or a space at its end: {line}");
            }

            var before = depth;
            depth += text.StartsWith('#')
                ? 0
                : Math.Sign(text.Count(c => c is '{' or '[' or '(') - text.Count(c => c is '}' or ']' or ')'));
            heredoc = Heredoc().Match(text) is { Success: true } start ? start.Groups[1].Value : null;

            if (depth == before && !closesFirst && Assignment().Match(line) is { Success: true } assignment)
            {
                block.Add((i + 1, assignment.Groups[1].Value, assignment.Groups[2].Index));
                continue;
            }

            faults.AddRange(Misaligned(block));
            block.Clear();
        }

        faults.AddRange(Misaligned(block));
        return faults;
    }

    private static IEnumerable<string> Misaligned(List<(int Number, string Name, int Sign)> block)
    {
        var column = block.Select(line => line.Name.Length + 1).DefaultIfEmpty().Max();
        return block
            .Where(line => line.Sign != column)
            .Select(line => $"{line.Number}: the equals sign of {line.Name.Trim()} is not aligned");
    }

    [GeneratedRegex(@"^(\s*[\w-]+) +(=) ")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"<<-?(\w+)$")]
    private static partial Regex Heredoc();
}
