using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniTwit.Bench;

/// <summary>What a run found, for people and for programs.</summary>
internal sealed record Report(string Command, IReadOnlyList<string> Settings, List<Measured> Rows, List<Fact> Facts, List<string> Failures)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public async Task WriteAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "report.md"), Markdown());
        await File.WriteAllTextAsync(Path.Combine(folder, "report.json"), JsonSerializer.Serialize(this, Json));
    }

    public string Markdown()
    {
        var text = new StringBuilder();
        Line(text, $"{Command}");
        Settings.ToList().ForEach(setting => Line(text, $"- {setting}"));
        foreach (var size in Rows.GroupBy(row => row.Messages))
        {
            Line(
                text,
                $"\n**{size.Key:N0} messages, {World.Users:N0} users, 2 M follows**; 16 connections where nothing else is said; medians (least–most of the turns)\n"
            );
            Line(
                text,
                $"| | | requests/s | p50, ms | p99, ms | CPU of the app, µs | of PostgreSQL, µs | statements | allocated, kB | memory, MiB | this of it | p50, of the smallest world's |"
            );
            Line(text, $"|---|---|---|---|---|---|---|---|---|---|---|---|");
            foreach (var row in size)
            {
                Line(
                    text,
                    $"| {row.Title}{(row.Connections == 1 ? ", one connection" : "")} | {row.Target} | {Spread(row.Turns, turn => turn.PerSecond, "0")} | {Spread(row.Turns, turn => turn.P50, "0.00")} | {Spread(row.Turns, turn => turn.P99, "0.0")} | {Median(row, turn => turn.AppCpu)} | {Median(row, turn => turn.PostgresCpu)} | {row.Statements:0.0#} | {Median(row, turn => turn.Allocated / 1000, "0.0")} | {row.Memory:0} | {OfThis(row):0.00} | {OfSmallest(row):0.00} |"
                );
            }
        }

        if (Facts.Count > 0)
        {
            var targets = Facts.Select(fact => fact.Target).Distinct().ToList();
            Line(text, $"\n| | | messages | {string.Join(" | ", targets)} |");
            Line(text, $"|---|---|---|{string.Concat(Enumerable.Repeat("---|", targets.Count))}");
            foreach (var fact in Facts.GroupBy(fact => (fact.Row, fact.What, fact.Messages)))
            {
                var values = targets.Select(target =>
                    fact.FirstOrDefault(one => one.Target == target) is { } one ? Spread(one.Values, "0.##") : ""
                );
                Line(text, $"| {fact.Key.Row} | {fact.Key.What} | {fact.Key.Messages:N0} | {string.Join(" | ", values)} |");
            }
        }

        Failures.ForEach(failure => Line(text, $"\n**Failed: {failure}**"));
        return text.ToString();
    }

    /// <summary>The median of the turns' ratios: what else the machine does falls on both halves of a turn.</summary>
    public double? OfThis(Measured other) =>
        Rows.Find(row => row.Target == Target.This && row.Row == other.Row && row.Messages == other.Messages) is { } ours && ours != other
            ? Median(ours.Turns.Zip(other.Turns, (a, b) => a.PerSecond / b.PerSecond))
            : null;

    private double? OfSmallest(Measured large) =>
        Rows.Find(row => row.Target == large.Target && row.Row == large.Row) is { } small && small.Messages != large.Messages
            ? Median(large.Turns.Select(turn => turn.P50 ?? 0)) / Median(small.Turns.Select(turn => turn.P50 ?? 0))
            : null;

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Median(Measured row, Func<Turn, double?> of, string format = "0")
    {
        var values = row.Turns.Select(of).OfType<double>().ToList();
        return values.Count == 0 ? "" : Median(values).ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Spread(IEnumerable<Turn> turns, Func<Turn, double?> of, string format) =>
        Spread(turns.Select(of).OfType<double>(), format);

    private static string Spread(IEnumerable<double> values, string format)
    {
        var all = values.ToList();
        if (all.Count == 0)
        {
            return "";
        }

        var (median, least, most) = (In(Median(all)), In(all.Min()), In(all.Max()));
        return least == most ? median : $"{median} ({least}–{most})";

        string In(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
