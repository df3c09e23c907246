using MiniTwit.AppHost.Hosting;
using MiniTwit.AppHost.Reports;
using MiniTwit.Tests.Logging;

namespace MiniTwit.Tests.AppHost;

/// <summary>What the terminal is told of parts that answer, and of those that fail.</summary>
public sealed class ReportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(200, "<title>MiniTwit</title>", "Ours")]
    [InlineData(200, "a stranger", "Another")]
    [InlineData(404, "MiniTwit", "Another")]
    public async Task An_address_is_announced_when_its_answer_is_ours_and_nothing_is_told_to_who_answers(
        int status,
        string body,
        string who
    )
    {
        using var listener = new HttpRecorder(_ => (status, body));

        Assert.Equal(who, $"{await AskAsync(listener.Address)}");
        Assert.All(listener.Requests, request => Assert.Equal(("/", null, ""), (request.Path, request.Authorization, request.Body)));
    }

    [Fact]
    public async Task Where_nobody_answers_there_is_no_stranger() =>
        Assert.Equal(Answer.None, await AskAsync(new($"http://127.0.0.1:{AppProcess.FreePort()}")));

    [Theory]
    [InlineData("http://*:6250", "http://localhost:6250")]
    [InlineData("http://+:6250/", "http://localhost:6250")]
    [InlineData("http://0.0.0.0:6250", "http://localhost:6250")]
    [InlineData("https://[::]:6250", "https://localhost:6250")]
    [InlineData("http://[::1]:6250", "http://[::1]:6250")]
    [InlineData("http://127.0.0.1:6250", "http://127.0.0.1:6250")]
    public void All_addresses_are_reached_by_this_machines_own(string listensAt, string address) =>
        Assert.Equal(address, LocalDefaults.Nearby(listensAt));

    [Fact]
    public void Lines_of_one_moment_keep_their_order() =>
        Assert.Equal(
            ["zebra", "ant", "mole"],
            FailureReport.Own(["2026-11-27T06:01:40.001Z zebra", "2026-11-27T06:01:40.001Z ant", "2026-11-27T06:01:40.001Z mole"])
        );

    [Fact]
    public void Last_lines_are_the_parts_own_in_order() =>
        Assert.Equal(
            ["first", "  second"],
            FailureReport.Own([
                "2026-11-27T06:01:41Z   second",
                "2026-11-27T06:01:42Z [sys] Starting process...",
                "2026-11-27T06:01:40Z first",
            ])
        );

    private static async Task<Answer> AskAsync(Uri address)
    {
        using var client = new HttpClient();
        return await OurAnswer.WaitAsync(
            client,
            address.ToString(),
            "MiniTwit",
            Patience,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
    }
}
