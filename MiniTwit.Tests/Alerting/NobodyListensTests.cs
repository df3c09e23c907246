namespace MiniTwit.Tests.Alerting;

/// <summary>The operators' scripts refuse settings under which nobody would hear of an alert, unless they say that this is meant.</summary>
public sealed class NobodyListensTests
{
    private const string NoReceiver = "nobody would hear of an alert";
    private const string NobodyHears = "WARNING: NOBODY hears of an alert";
    private const string NobodyNotices = "WARNING: NOBODY notices when alerting itself is gone";
    private const string NoHeartbeat = "nobody would notice when alerting itself is gone";

    [Theory]
    [InlineData("", NoReceiver, NoHeartbeat)]
    [InlineData("ALERTS_TO_NOBODY=yes;ALERTS_WITHOUT_HEARTBEAT=", NoReceiver, NoHeartbeat)]
    [InlineData("ALERT_EMAIL_TO=ops@minitwit.test", NoHeartbeat)]
    [InlineData("ALERT_WEBHOOK_URL=https://hooks.minitwit.test/x;ALERTS_WITHOUT_HEARTBEAT=true")]
    [InlineData("ALERTS_TO_NOBODY=true", NoHeartbeat)]
    [InlineData("ALERT_HEARTBEAT_URL=https://alive.minitwit.test/x", NoReceiver)]
    [InlineData("ALERTS_TO_NOBODY=true;ALERTS_WITHOUT_HEARTBEAT=true")]
    public async Task Who_hears_of_alerts_is_said(string settings, params string[] complaints)
    {
        var output = await PlanAsync(settings);

        string[] all = [NoReceiver, NoHeartbeat];
        Assert.Equal(complaints, all.Where(complaint => output.Contains(complaint, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ALERTS_TO_NOBODY=true;ALERTS_WITHOUT_HEARTBEAT=true", NobodyHears, NobodyNotices)]
    [InlineData("ALERTS_TO_NOBODY=true;ALERT_HEARTBEAT_URL=https://alive.minitwit.test/x", NobodyHears)]
    [InlineData("ALERTS_WITHOUT_HEARTBEAT=true;ALERT_EMAIL_TO=ops@minitwit.test;ALERTS_TO_NOBODY=true", NobodyNotices)]
    [InlineData("ALERT_WEBHOOK_URL=https://hooks.minitwit.test/x;ALERT_HEARTBEAT_URL=https://alive.minitwit.test/x")]
    public async Task That_nobody_hears_is_said_each_time_though_it_is_meant(string settings, params string[] warnings)
    {
        var output = await PlanAsync(settings);

        string[] all = [NobodyHears, NobodyNotices];
        Assert.Equal(warnings, all.Where(warning => output.Contains(warning, StringComparison.Ordinal)));
    }

    // All that these settings lack is told as well, before anything is reached.
    private static async Task<string> PlanAsync(string settings)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, settings.Split(';'), TestContext.Current.CancellationToken);

        var (exitCode, output) = await Deployment.RunAsync(
            "bash",
            [Deployment.Path("deploy/deploy.sh"), file, "--plan"],
            new Dictionary<string, string> { ["MINITWIT_NO_BUILD"] = "1" }
        );

        File.Delete(file);
        Assert.Equal(1, exitCode);
        Assert.Contains("APP_SSH is not set", output, StringComparison.Ordinal);
        return output;
    }
}
