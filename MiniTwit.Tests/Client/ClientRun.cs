using System.Text.Json;
using MiniTwit.Simulator.Commands;

namespace MiniTwit.Tests.Client;

/// <summary>The client's command line, run within the test.</summary>
internal sealed record ClientRun(int ExitCode, string Output, string Error)
{
    /// <summary>The report of a run with <c>--json -</c>.</summary>
    public JsonElement Report => JsonElement.Parse(Output);

    public JsonElement Total => Report.GetProperty("total");

    public long Errors => Total.GetProperty("errors").GetInt64();

    /// <summary>Kinds of errors with their numbers, such as <c>timeout 2</c>.</summary>
    public IEnumerable<string> ErrorKinds => Total.GetProperty("errorKinds").EnumerateObject().Select(kind => $"{kind.Name} {kind.Value}");

    public static async Task<ClientRun> StartAsync(params string[] args)
    {
        using StringWriter output = new(),
            error = new();
        var code = await CommandLine
            .RunAsync(args, output, error)
            .WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>One registration and two messages, each on a connection of its own, with the results as JSON.</summary>
    public static Task<ClientRun> ThreeCommandsAsync(string url, params string[] more) =>
        StartAsync([
            "run",
            "--users",
            "1",
            "--commands",
            "3",
            "--speed",
            "max",
            "--url",
            url,
            "--json",
            "-",
            .. more.Contains("--max-latency") ? [] : (string[])["--max-latency", "0"],
            .. more,
        ]);
}
