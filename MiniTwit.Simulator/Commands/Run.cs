using MiniTwit.Simulator.Replay;
using MiniTwit.Simulator.Report;
using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Simulator.Commands;

/// <summary>One replay from the scenario to the report.</summary>
internal sealed class Run(TextWriter output, TextWriter error)
{
    public async Task<int> ExecuteAsync(RunOptions options, CancellationToken cancelled)
    {
        // Files that cannot be written are better known before an hour's replay than after.
        using var ledger = options.Ledger is null ? null : new Ledger(options.Ledger);
        using var jsonFile = options.Json is null or "-" ? null : File.CreateText(options.Json);
        var json = options.Json == "-" ? output : jsonFile;
        // Results that a program reads stay alone on standard output.
        var console = Consoles.Create(options.Json == "-" ? error : output);

        using var client = new SimulatorClient(
            new(options.Url, Credentials.FromEnvironment(), options.Connections, options.Timeout, options.KeepAlive)
        );
        var commands = Load(options);
        if (options.StartLatest)
        {
            if (await StartLatest.ReadAsync(client, cancelled) is not { } latest)
            {
                await error.WriteLineAsync($"GET {options.Url}/latest does not say where to start.");
                return ExitCodes.Errors;
            }
            commands = StartLatest.After(commands, latest);
        }
        if (options.Limit < commands.Count)
        {
            commands.RemoveRange(options.Limit.Value, commands.Count - options.Limit.Value);
        }

        var report = await ReplayAsync(options, commands, client, ledger, cancelled);
        ReportTable.Write(console, report);
        if (json is not null)
        {
            JsonReport.Write(json, report);
        }

        return report.Outcome == ReplayOutcome.Cancelled ? ExitCodes.Cancelled
            : report.Total.Errors > 0 || report.Verification?.Mismatches.Count > 0 ? ExitCodes.Errors
            : ExitCodes.Ok;
    }

    private async Task<RunReport> ReplayAsync(
        RunOptions options,
        List<ScenarioCommand> commands,
        SimulatorClient client,
        Ledger? ledger,
        CancellationToken cancelled
    )
    {
        var tally = new Tally();
        var writes = options.Verify ? new AcceptedWrites(commands) : null;
        var replayer = new Replayer(
            client.SendAsync,
            options.Connections,
            options.Speed,
            (command, answer) =>
            {
                if (answer.Accepted)
                {
                    ledger?.Append(command, TimeProvider.System.GetUtcNow());
                }

                writes?.Note(command, answer);
                var errors = tally.Add(command.Kind, answer, AnswerRules.ErrorOf(command.Kind, answer, options.MaxLatency));
                return !(errors >= options.StopAfterErrors);
            }
        );
        var started = TimeProvider.System.GetTimestamp();
        // Its synchronous beginning must not hold up the progress bar.
        var replay = Task.Run(() => replayer.RunAsync(commands, cancelled), CancellationToken.None);
        await ProgressView.FollowAsync(Consoles.Create(error), tally, commands.Count, replay);
        var outcome = await replay;
        var report = tally.Report(outcome, commands.Count, TimeProvider.System.GetElapsedTime(started));
        if (writes is null || outcome == ReplayOutcome.Cancelled)
        {
            return report;
        }

        try
        {
            return report with { Verification = await new Verifier(client, writes, options.Connections == 1).RunAsync(cancelled) };
        }
        catch (OperationCanceledException)
        {
            return report with { Outcome = ReplayOutcome.Cancelled };
        }
    }

    private static List<ScenarioCommand> Load(RunOptions options) =>
        options.File is { } file
            ? ScenarioReader.Read(file)
            : [.. new ScenarioGenerator(options.Users, options.Commands, options.Seed).Commands()];
}
