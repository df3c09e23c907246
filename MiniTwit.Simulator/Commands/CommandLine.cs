using System.CommandLine;
using System.CommandLine.Invocation;
using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Simulator.Commands;

/// <summary>The whole command line.</summary>
internal static class CommandLine
{
    // Longer than requests under way are waited for, so that Ctrl+C still gets its table.
    private static readonly TimeSpan Termination = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand(
            "Plays the users of MiniTwit: sends a scenario of commands to the simulator API, as the course's simulator does."
        )
        {
            RunCommand.Create(),
            GenerateCommand.Create(),
        };
        HelpWithExamples.AddTo(root, Examples);
        var parsed = root.Parse(args);
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = Termination,
        };
        try
        {
            if (parsed.Action is not ParseErrorAction usageError)
            {
                return await parsed.InvokeAsync(configuration);
            }
            // The whole help would push what is wrong out of sight.
            usageError.ShowHelp = args.Length == 0;
            parsed.Invoke(configuration);
            await error.WriteLineAsync("See --help.");
            return ExitCodes.Usage;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Cancelled;
        }
        catch (Exception e) when (e is ScenarioException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCodes.Usage;
        }
    }

    private static readonly Dictionary<string, string> Examples = new()
    {
        ["run"] = """
            Examples:
              MiniTwit.Simulator run --file scenario.tsv                      as the course does: one request at a time, with its pauses
              MiniTwit.Simulator run --file scenario.tsv --speed 10 --verify  ten times as fast, then compare with what was accepted
              MiniTwit.Simulator run --speed max --connections 32             as much as 32 connections carry, generated scenario
              MiniTwit.Simulator run --file scenario.tsv --start-latest       continue after an interruption
              MiniTwit.Simulator run --users 20 --commands 500 --speed max --json - > result.json

            Environment:
              SIMULATOR_USERNAME, SIMULATOR_PASSWORD  what the API expects [default: simulator, super_safe!]
              MINITWIT_API_URL                        the API's address where no --url is given; else services__api__http__0, as Aspire sets it

            Exit codes:
              0 no errors   1 errors, or a mismatch with --verify   2 wrong usage or a file that cannot be read or written   130 cancelled

            An error is any answer but 204 (or 400 to a registration), one above --max-latency, and no answer. Nothing is sent twice.
            """,
        ["generate"] = """
            Example:
              MiniTwit.Simulator generate --output scenario.tsv --users 200 --commands 25922 --seed 7

            A line is: id, delay, timestamp_ms, command, user, then e-mail and password (register), the text (tweet) or the other
            user (follow, unfollow), separated by tabs. The pause after a command is delay / 100,000,000 seconds.
            """,
    };
}
