using Aspire.Hosting.ApplicationModel;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.Tests.Alerting;

/// <summary>
/// Parts are taken down for real, and the real Prometheus and Alertmanager have to tell: with the shipped rules, intervals and
/// waits, nothing scaled down.
/// </summary>
public sealed class OutageTests(OutageFixture stack) : IClassFixture<OutageFixture>
{
    private static readonly TimeSpan HeardWithin = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(ResourceNames.Api, "ApiDown", """up{job="api"} == 1""")]
    [InlineData(ResourceNames.Postgres, "DatabaseUnreachable", """minitwit_health{check="MiniTwitDb"} == 1""")]
    public async Task An_outage_is_heard_of_within_two_minutes_and_so_are_its_end_and_that_somebody_watches(
        string part,
        string alert,
        string well
    )
    {
        var ct = TestContext.Current.CancellationToken;
        await WaitUntilAsync(well, ct);

        await stack.CommandAsync(part, KnownResourceCommands.StopCommand, ct);
        var firing = await HearAsync(stack.Inbox, alert, "firing", ct);
        await stack.CommandAsync(part, KnownResourceCommands.StartCommand, ct);
        await HearAsync(stack.Inbox, alert, "resolved", ct);
        // Each minute, in an outage too.
        await HearAsync(stack.Outside, "Watchdog", "firing", ct);

        Assert.Equal("critical", firing.GetProperty("labels").GetProperty("severity").GetString());
        Assert.Equal(
            $"docs/operations/alerts.md#{alert.ToLowerInvariant()}",
            firing.GetProperty("annotations").GetProperty("runbook_url").GetString()
        );
    }

    [Fact]
    public void The_receivers_secret_is_in_no_argument()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        var secret = stack.Inbox.Url.AbsolutePath.Trim('/');

        var arguments = Directory
            .GetFiles(
                "/proc",
                "cmdline",
                new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    MaxRecursionDepth = 1,
                    IgnoreInaccessible = true,
                }
            )
            .Select(TryRead);

        Assert.DoesNotContain(arguments, line => line.Contains(secret, StringComparison.Ordinal));
    }

    private static async Task<System.Text.Json.JsonElement> HearAsync(
        WebhookListener listener,
        string alert,
        string status,
        CancellationToken ct
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(HeardWithin);
        return await listener.NextAsync(alert, status, patience.Token);
    }

    private async Task WaitUntilAsync(string query, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(HeardWithin);
        while (!(await stack.QueryAsync(query, patience.Token)).Contains("\"value\"", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), patience.Token);
        }
    }

    private static string TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
