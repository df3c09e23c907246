using MiniTwit.Simulator.Commands;

namespace MiniTwit.Tests.Client;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("run", "--speed", "fast")]
    [InlineData("run", "--speed", "0")]
    [InlineData("run", "--connections", "0")]
    [InlineData("run", "--timeout", "0")]
    [InlineData("run", "--timeout", "10")]
    [InlineData("run", "--url", "localhost:5001")]
    [InlineData("run", "--url", "http://me:secret@localhost")]
    [InlineData("run", "--file", "x.tsv", "--users", "3")]
    [InlineData("run", "--limit", "0")]
    [InlineData("run", "--limit", "abc")]
    [InlineData("run", "--connections", "abc")]
    [InlineData("run", "--stop-after-errors", "x")]
    [InlineData("run", "--max-latency", "abc")]
    [InlineData("run", "--users", "abc")]
    [InlineData("run", "--file", "/no/such/scenario.tsv")]
    [InlineData("run", "--users", "10", "--commands", "5")]
    [InlineData("run", "--json", "/no/such/folder/result.json")]
    [InlineData("run", "--no-such-option")]
    [InlineData("generate")]
    [InlineData("generate", "--output", "/no/such/folder/scenario.tsv")]
    [InlineData("sing")]
    [InlineData]
    public async Task Wrong_usage_is_told_on_standard_error_with_exit_code_2(params string[] args)
    {
        var run = await ClientRun.StartAsync(args);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.NotEqual("", run.Error);
        Assert.DoesNotContain("   at ", run.Error + run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Error + run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run", "--help")]
    [InlineData("generate", "--help")]
    public async Task Help_is_help_and_no_error(params string[] args)
    {
        var run = await ClientRun.StartAsync(args);

        Assert.Equal((ExitCodes.Ok, ""), (run.ExitCode, run.Error));
        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_writes_the_file_that_run_replays()
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.Equal(
                0,
                (await ClientRun.StartAsync("generate", "--output", file, "--users", "2", "--commands", "9", "--seed", "4")).ExitCode
            );
            List<string> requests = [];
            await using var api = new FakeApi(line =>
            {
                requests.Add(line);
                return FakeApi.Http(204);
            });

            var run = await ClientRun.StartAsync("run", "--file", file, "--speed", "max", "--url", api.Url, "--json", "-", "--limit", "7");

            Assert.Equal((0, 7), (run.ExitCode, run.Report.GetProperty("commands").GetInt32()));
            Assert.Equal(
                Enumerable.Range(0, 7),
                requests.Select(line =>
                    int.Parse(line.Split("latest=")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)
                )
            );
            Assert.StartsWith("POST /register?latest=0 ", requests[0], StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_run_continues_after_the_last_command_the_API_knows()
    {
        await using var api = new FakeApi(line =>
            line.StartsWith("GET /latest ", StringComparison.Ordinal) ? FakeApi.Http(200, """{"latest":4}""") : FakeApi.Http(204)
        );

        var run = await ClientRun.StartAsync(
            "run",
            "--users",
            "1",
            "--commands",
            "10",
            "--speed",
            "max",
            "--start-latest",
            "--url",
            api.Url,
            "--json",
            "-"
        );

        Assert.Equal((0, 5), (run.ExitCode, run.Total.GetProperty("sent").GetInt64()));
    }

    [Fact]
    public async Task A_run_stops_at_the_given_number_of_errors()
    {
        await using var api = new FakeApi(_ => FakeApi.Http(500));

        var run = await ClientRun.ThreeCommandsAsync(api.Url, "--stop-after-errors", "2");

        Assert.Equal((ExitCodes.Errors, 2), (run.ExitCode, run.Errors));
        Assert.Equal("tooManyErrors", run.Report.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_cancelled_run_ends_with_exit_code_130()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var api = new FakeApi(
            async (_, _) =>
            {
                await cancel.CancelAsync();
                return FakeApi.Http(204);
            }
        );

        var code = await new Run(TextWriter.Null, TextWriter.Null).ExecuteAsync(
            new RunOptions
            {
                Users = 1,
                Commands = 10,
                Seed = 1,
                Url = api.Url,
                Speed = double.PositiveInfinity,
            },
            cancel.Token
        );

        Assert.Equal(ExitCodes.Cancelled, code);
    }

    [Fact]
    public async Task Verifying_finds_what_an_API_accepted_and_lost()
    {
        await using var api = new FakeApi(line =>
            line switch
            {
                _ when line.StartsWith("GET /latest", StringComparison.Ordinal) => FakeApi.Http(200, """{"latest":1}"""),
                _ when line.StartsWith("GET /msgs", StringComparison.Ordinal) => FakeApi.Http(200, "[]"),
                _ when line.StartsWith("GET", StringComparison.Ordinal) => FakeApi.Http(200, """{"follows":[]}"""),
                _ => FakeApi.Http(204),
            }
        );

        var run = await ClientRun.ThreeCommandsAsync(api.Url, "--verify");

        Assert.Equal((ExitCodes.Errors, 0), (run.ExitCode, run.Errors));
        var mismatches = run
            .Report.GetProperty("verification")
            .GetProperty("mismatches")
            .EnumerateArray()
            .Select(m => m.GetString()!)
            .ToList();
        Assert.Contains(mismatches, text => text.StartsWith("GET /latest", StringComparison.Ordinal));
        Assert.Contains(mismatches, text => text.EndsWith("shows 0 of 2 accepted messages in order", StringComparison.Ordinal));
    }
}
