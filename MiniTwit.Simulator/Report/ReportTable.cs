using System.Globalization;
using MiniTwit.Simulator.Replay;
using Spectre.Console;

namespace MiniTwit.Simulator.Report;

/// <summary>Prints a report for people.</summary>
internal static class ReportTable
{
    private const int MostErrorKinds = 20;

    public static void Write(IAnsiConsole console, RunReport report)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("command");
        foreach (var heading in (string[])["sent", "ok", "errors", "req/s", "p50 ms", "p95 ms", "p99 ms", "max ms"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        foreach (var row in report.PerCommand.Where(row => row.Sent > 0))
        {
            AddRow(table, row);
        }

        table.AddEmptyRow();
        AddRow(table, report.Total);
        console.Write(table);

        if (report.Total.Errors > 0)
        {
            console.Write(Errors(report));
        }

        if (report.Total.AlreadyRegistered > 0)
        {
            console.MarkupLineInterpolated(
                $"{report.Total.AlreadyRegistered} registrations were answered 400 (registered before); that is no error."
            );
        }

        if (report.Verification is { } verification)
        {
            WriteVerification(console, verification);
        }

        console.MarkupLineInterpolated(
            $"{Ending(report.Outcome)} {report.Total.Sent} of {report.Commands} commands in {report.Seconds:0.0} s."
        );
    }

    private static void AddRow(Table table, ReportRow row)
    {
        var latency = row.LatencyMs;
        table.AddRow([
            new Text(row.Command),
            Number(row.Sent, "0"),
            Number(row.Ok, "0"),
            Number(row.Errors, "0", row.Errors > 0 ? Color.Red : null),
            Number(row.RequestsPerSecond, "0.0"),
            Number(latency?.P50, "0.0"),
            Number(latency?.P95, "0.0"),
            Number(latency?.P99, "0.0"),
            Number(latency?.Max, "0.0"),
        ]);
    }

    private static Text Number(double? value, string format, Color? colour = null) =>
        new(value?.ToString(format, CultureInfo.InvariantCulture) ?? "–", new Style(colour));

    private static Table Errors(RunReport report)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("command").AddColumn(new TableColumn("errors").RightAligned()).AddColumn("kind");
        var kinds = report
            .PerCommand.SelectMany(row => row.ErrorKinds.Select(kind => (row.Command, Kind: kind.Key, Count: kind.Value)))
            .OrderByDescending(kind => kind.Count)
            .ToList();
        foreach (var (command, kind, count) in kinds.Take(MostErrorKinds))
        {
            table.AddRow(new Text(command), Number(count, "0"), new Text(kind));
        }

        if (kinds.Count > MostErrorKinds)
        {
            table.Caption($"and {kinds.Count - MostErrorKinds} more kinds");
        }

        return table;
    }

    private static void WriteVerification(IAnsiConsole console, VerificationReport verification)
    {
        console.MarkupLineInterpolated($"Verification: {verification.Checks} checks, {verification.Mismatches.Count} mismatches.");
        foreach (var mismatch in verification.Mismatches)
        {
            console.MarkupLineInterpolated($"[red]{mismatch}[/]");
        }
    }

    private static string Ending(ReplayOutcome outcome) =>
        outcome switch
        {
            ReplayOutcome.Completed => "Completed:",
            ReplayOutcome.TooManyErrors => "Stopped after too many errors:",
            _ => "Cancelled:",
        };
}
