using MiniTwit.AppHost.Deploying;
using MiniTwit.AppHost.Publishing;

namespace MiniTwit.Tests.Deploying;

/// <summary>Settings that would not do are refused before anything is reached.</summary>
public sealed class SettingsCheckTests
{
    private static readonly Setting[] Parameters =
    [
        Parameter("WEB_HOST"),
        Parameter("VERSION"),
        Parameter("SIMULATOR_PASSWORD", secret: true),
        Parameter("MAIL_PASSWORD", secret: true, required: false),
        Parameter("MAIL_HOST", required: false),
        Parameter("MAIL_FROM", required: false),
        Parameter("SITE_OPERATOR", required: false),
    ];

    private static readonly string[] Good =
    [
        "APP_SSH=root@app",
        "DB_SSH=root@db",
        "WEB_HOST=minitwit.test",
        "VERSION=1.2",
        "SIMULATOR_PASSWORD=twelve-letters",
        "ALERT_WEBHOOK_URL=https://hooks.test/x",
        "ALERT_HEARTBEAT_URL=https://alive.test/x",
    ];

    [Fact]
    public void What_is_complete_passes() => Assert.Equal("", Refusal());

    [Theory]
    [InlineData("APP_SSH=", "APP_SSH is not set")]
    [InlineData("DB_SSH=", "DB_SSH is not set")]
    [InlineData("SIMULATOR_PASSWORD=", "SIMULATOR_PASSWORD is not set")]
    [InlineData("WEB_HOST=minitwit.example", "WEB_HOST still has the value of an example")]
    [InlineData("WEB_HOST=<your name>", "WEB_HOST still has the value of an example")]
    [InlineData("SIMULATOR_PASSWORD=ChangeMe-please", "SIMULATOR_PASSWORD still has the value of an example")]
    [InlineData("VERSION=TODO", "VERSION still has the value of an example")]
    [InlineData(
        "SIMULATOR_PASSWORD=two words here",
        "SIMULATOR_PASSWORD has a character that connection strings or .env files give a meaning"
    )]
    [InlineData(
        "SIMULATOR_PASSWORD=a;Host=elsewhere",
        "SIMULATOR_PASSWORD has a character that connection strings or .env files give a meaning"
    )]
    [InlineData(
        "SIMULATOR_PASSWORD=with-a-#-in-it",
        "SIMULATOR_PASSWORD has a character that connection strings or .env files give a meaning"
    )]
    [InlineData("SIMULATOR_PASSWORD=$one-dollar-is-not", "SIMULATOR_PASSWORD has a $ that is not written $$")]
    [InlineData("WEB_HOST=$$$three", "WEB_HOST has a $ that is not written $$")]
    [InlineData("SIMULATOR_PASSWORD=super_safe!", "SIMULATOR_PASSWORD is a default that everybody knows")]
    [InlineData("SIMULATOR_PASSWORD=development-internal-key", "SIMULATOR_PASSWORD is a default that everybody knows")]
    [InlineData("SIMULATOR_PASSWORD=elevenlongg", "SIMULATOR_PASSWORD is shorter than 12 characters")]
    [InlineData("MAIL_PASSWORD=short", "MAIL_PASSWORD is shorter than 12 characters")]
    [InlineData("ALERT_WEBHOOK_URL=", "nobody would hear of an alert")]
    [InlineData("ALERT_HEARTBEAT_URL=", "nobody would notice when alerting itself is gone")]
    [InlineData("MAIL_HOST=mail.test:25", "MAIL_HOST is set, and MAIL_FROM is not")]
    [InlineData("VERSION=latest", "VERSION must name one image for ever, which latest does not")]
    public void What_would_not_do_is_told(string setting, string complaint) =>
        Assert.Contains($"\n  {complaint}", Refusal(setting), StringComparison.Ordinal);

    [Fact]
    public void All_is_told_at_once_and_no_secret()
    {
        var refusal = Refusal("APP_SSH=", "SIMULATOR_PASSWORD=tooshort", "VERSION=latest");

        Assert.Equal(4, refusal.Split('\n').Length);
        Assert.DoesNotContain("tooshort", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MAIL_HOST=mail.test:25", "MAIL_FROM=site@minitwit.test")]
    [InlineData("ALERT_WEBHOOK_URL=", "ALERTS_TO_NOBODY=true")]
    [InlineData("ALERT_WEBHOOK_URL=", "ALERT_EMAIL_TO=ops@minitwit.test")]
    [InlineData("ALERT_HEARTBEAT_URL=", "ALERTS_WITHOUT_HEARTBEAT=true")]
    [InlineData("SIMULATOR_PASSWORD=dollars-$$-are-fine")]
    [InlineData("SITE_OPERATOR=Jane Doe, Ny Østergade 1")]
    public void What_was_meant_passes(params string[] settings) => Assert.Equal("", Refusal(settings));

    private static Setting Parameter(string name, bool secret = false, bool required = true) =>
        new(name, "", secret, required, Fallback: "", Usual: "", Droplets: ["app-droplet"]);

    /// <summary>What is said against the good settings with these in place of theirs; empty: nothing.</summary>
    private static string Refusal(params string[] settings)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(path, [.. Good, .. settings]);
            SettingsCheck.Check(SettingsFile.Read(path), Parameters);
            return "";
        }
        catch (DeploymentException refusal)
        {
            return refusal.Message;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
