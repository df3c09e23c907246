using MiniTwit.AppHost.Reports;
using MiniTwit.Tests.Logging;

namespace MiniTwit.Tests.AppHost;

/// <summary>What the terminal is told of parts that answer, and of those that fail.</summary>
public sealed class ReportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(200, "<title>MiniTwit</title>", true)]
    [InlineData(200, "a stranger", false)]
    [InlineData(404, "MiniTwit", false)]
    public async Task An_address_is_announced_when_its_answer_is_ours_and_nothing_is_told_to_who_answers(int status, string body, bool ours)
    {
        using var listener = new HttpRecorder(_ => (status, body));
        using var client = new HttpClient();

        Assert.Equal(ours, await OurAnswer.ComesAsync(
            client, listener.Address.ToString(), "MiniTwit", Patience, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.All(listener.Requests, request => Assert.Equal(("/", null, ""), (request.Path, request.Authorization, request.Body)));
    }

    [Fact]
    public void Last_lines_are_the_parts_own_in_order() => Assert.Equal(
        ["first", "  second"],
        FailureReport.Own(["2026-11-27T06:01:41Z   second", "2026-11-27T06:01:42Z [sys] Starting process...", "2026-11-27T06:01:40Z first"]));
}
