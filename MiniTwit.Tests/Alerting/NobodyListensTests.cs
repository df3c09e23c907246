namespace MiniTwit.Tests.Alerting;

/// <summary>The operators' scripts refuse settings under which nobody would hear of an alert, unless they say that this is meant.</summary>
public sealed class NobodyListensTests
{
    private const string NoReceiver = "nobody would hear of an alert";
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
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, settings.Split(';'), TestContext.Current.CancellationToken);

        // All else that these settings lack is told as well, before anything is reached.
        var (exitCode, output) = await Deployment.RunAsync("bash", [Deployment.Path("deploy/deploy.sh"), file, "--plan"]);

        File.Delete(file);
        Assert.Equal(1, exitCode);
        Assert.Contains("APP_SSH is not set", output, StringComparison.Ordinal);
        string[] all = [NoReceiver, NoHeartbeat];
        Assert.Equal(complaints, all.Where(complaint => output.Contains(complaint, StringComparison.Ordinal)));
    }
}
