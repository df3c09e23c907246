using System.CommandLine;

namespace MiniTwit.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record Options(
    bool Quick,
    bool Observability,
    string? Against,
    IReadOnlyList<string> Only,
    IReadOnlyList<int> Messages,
    int Seconds,
    int Turns,
    double Goal,
    string Out
)
{
    public bool Wants(string row, bool quick) => Only.Count > 0 ? Only.Contains(row) : !Quick || quick;

    public static async Task<int> ReadAsync(string[] args, string root, Func<Options, CancellationToken, Task<int>> run)
    {
        var quick = new Option<bool>("--quick") { Description = "Two minutes: the small world, the rows that matter most." };
        var observability = new Option<bool>("--observability")
        {
            Description = "Instead: what metrics, traces and logs cost, everything on against all off; ends with 1 below the goal.",
        };
        var against = new Option<string?>("--against") { Description = "A commit to measure beside this tree.", HelpName = "REV" };
        var only = new Option<string[]>("--only")
        {
            Description = "Only these rows.",
            HelpName = "ROW",
            AllowMultipleArgumentsPerToken = true,
        };
        only.AcceptOnlyFromAmong([.. Rows.All.Select(row => row.Name), .. Special.All.Select(special => special.Name)]);
        var messages = new Option<int[]>("--messages")
        {
            Description = "How many messages there are, one size after another, growing. [default: 500000 5000000; quick: 500000]",
            HelpName = "N",
            AllowMultipleArgumentsPerToken = true,
        };
        var seconds = new Option<int?>("--seconds")
        {
            Description = "How long one turn of a row takes. [default: 2; quick: 1]",
            HelpName = "S",
        };
        var turns = new Option<int?>("--turns")
        {
            Description = "How many turns everybody has. [default: 3; quick: 2; observability: 15]",
            HelpName = "N",
        };
        var goal = new Option<double>("--goal")
        {
            Description = "For --observability.",
            HelpName = "RATIO",
            DefaultValueFactory = _ => 0.85,
        };
        var output = new Option<string>("--out")
        {
            Description = "The folder for the report, as Markdown and as JSON.",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => Path.Combine(root, "bench", "results"),
        };
        var command = new RootCommand(
            "Measures MiniTwit: this tree, another commit and hand-written floors beside it, in turns. Ratios within a run are what counts.\n"
                + $"Rows: {string.Join(", ", only.CompletionSources.SelectMany(source => source(null!)).Select(item => item.Label))}"
        )
        {
            quick,
            observability,
            against,
            only,
            messages,
            seconds,
            turns,
            goal,
            output,
        };
        command.SetAction(
            (parsed, ct) =>
            {
                var (isQuick, isObservability) = (parsed.GetValue(quick), parsed.GetValue(observability));
                return run(
                    new(
                        isQuick,
                        isObservability,
                        parsed.GetValue(against),
                        parsed.GetValue(only)!,
                        parsed.GetValue(messages) is { Length: > 0 } sizes ? sizes
                            : isQuick || isObservability ? [500_000]
                            : [500_000, 5_000_000],
                        parsed.GetValue(seconds)
                            ?? (
                                isQuick ? 1
                                : isObservability ? 3
                                : 2
                            ),
                        parsed.GetValue(turns)
                            ?? (
                                isQuick ? 2
                                : isObservability ? 15
                                : 3
                            ),
                        parsed.GetValue(goal),
                        parsed.GetValue(output)!
                    ),
                    ct
                );
            }
        );
        return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
    }
}
