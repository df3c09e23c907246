using System.CommandLine;

namespace MiniTwit.Simulator.Commands;

/// <summary><c>run</c>: replays a scenario against the API.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var file = new Option<string?>("--file", "-f")
        {
            Description = "The scenario file to replay. Without it, one is generated.",
            HelpName = "FILE",
        };
        var scenario = new ScenarioOptions();
        var url = new Option<string>("--url")
        {
            Description = "The API's address.",
            HelpName = "URL",
            CustomParser = Values.Url,
            DefaultValueFactory = ApiAddress.FromEnvironment,
        };
        var speed = new Option<double>("--speed")
        {
            Description = "How many times the course's pace, or 'max' for no pauses.",
            HelpName = "N|max",
            CustomParser = Values.Speed,
            DefaultValueFactory = _ => 1,
        };
        var connections = new Option<int>("--connections", "-c")
        {
            Description = "Requests at a time. With more than one, each user's commands keep their order.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var timeout = new Option<TimeSpan?>("--timeout")
        {
            Description = "Give up on a request after this long; the course's client does after 300ms. [default: 10s]",
            HelpName = "TIME",
            CustomParser = result => Values.Duration(result),
        };
        var maxLatency = new Option<TimeSpan?>("--max-latency", "--fail-slow")
        {
            Description = "Count slower answers as errors of the kind 'slow'; 0 for never. [default: 300ms]",
            HelpName = "TIME",
            CustomParser = result => Values.Duration(result),
        };
        var keepAlive = new Option<bool>("--keep-alive")
        {
            Description = "Reuse connections; the course's client opens one for each request.",
        };
        var startLatest = new Option<bool>("--start-latest") { Description = "Continue after the command that GET /latest names." };
        var limit = new Option<int?>("--limit") { Description = "Send only the first N commands.", HelpName = "N" };
        var stopAfterErrors = new Option<long?>("--stop-after-errors") { Description = "Stop at the Nth error.", HelpName = "N" };
        var verify = new Option<bool>("--verify")
        {
            Description = "Afterwards compare GET /latest, and messages and follows of a sample of users, with what was accepted.",
        };
        var json = new Option<string?>("--json")
        {
            Description = "Write the results as JSON; '-' is standard output.",
            HelpName = "FILE|-",
        };
        var ledger = new Option<string?>("--ledger")
        {
            Description = "Append every accepted write to this file as a line of JSON.",
            HelpName = "FILE",
        };

        var command = new Command("run", "Replay a scenario against the API and count errors as the course does.") { file };
        scenario.AddTo(command);
        foreach (
            var option in (Option[])
                [url, speed, connections, timeout, maxLatency, keepAlive, startLatest, limit, stopAfterErrors, verify, json, ledger]
        )
        {
            command.Options.Add(option);
        }

        Checks.Within(connections, 1, 10_000);
        Checks.AtLeastOne(limit);
        Checks.AtLeastOne(stopAfterErrors);
        Checks.AboveZero(timeout);
        Checks.Excludes(command, file, scenario);
        command.SetAction(
            (parsed, cancelled) =>
            {
                var longest = parsed.GetValue(maxLatency) ?? TimeSpan.FromMilliseconds(300);
                return new Run(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error).ExecuteAsync(
                    new RunOptions
                    {
                        File = parsed.GetValue(file),
                        Users = parsed.GetValue(scenario.Users),
                        Commands = parsed.GetValue(scenario.Commands),
                        Seed = parsed.GetValue(scenario.Seed),
                        Url = parsed.GetValue(url)!,
                        Speed = parsed.GetValue(speed),
                        Connections = parsed.GetValue(connections),
                        Timeout = parsed.GetValue(timeout) ?? TimeSpan.FromSeconds(10),
                        MaxLatency = longest > TimeSpan.Zero ? longest : null,
                        KeepAlive = parsed.GetValue(keepAlive),
                        StartLatest = parsed.GetValue(startLatest),
                        Limit = parsed.GetValue(limit),
                        StopAfterErrors = parsed.GetValue(stopAfterErrors),
                        Verify = parsed.GetValue(verify),
                        Json = parsed.GetValue(json),
                        Ledger = parsed.GetValue(ledger),
                    },
                    cancelled
                );
            }
        );
        return command;
    }
}
