using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Alerting;

/// <summary>The start script fills Alertmanager's configuration in from the environment; Alertmanager's own tool judges the result.</summary>
public sealed class ReceiverSettingsTests(StackFixture stack)
{
    private const string Email =
        "ALERT_EMAIL_TO=ops@minitwit.example, second@minitwit.example;ALERT_EMAIL_FROM=alerts@minitwit.example;ALERT_SMTP_HOST=mail.example:587";
    private const string SignedIn = ";ALERT_SMTP_USERNAME=alerts;ALERT_SMTP_PASSWORD=it's \"a\" \\ : # & $ {secret}";
    private const string Webhook = "ALERT_WEBHOOK_URL=https://hooks.example/x?a=1&b='2'";

    [Theory]
    [InlineData("")]
    [InlineData(Email)]
    [InlineData(Email + SignedIn)]
    [InlineData(Email + ";ALERT_SMTP_PLAINTEXT=true")]
    [InlineData(Webhook)]
    [InlineData(Webhook + ";ALERT_WEBHOOK_TOKEN=it's secret")]
    [InlineData(Email + SignedIn + ";" + Webhook + ";ALERT_WEBHOOK_TOKEN=token")]
    [InlineData("ALERT_HEARTBEAT_URL=https://alive.example/x")]
    [InlineData(Email + SignedIn + ";" + Webhook + ";ALERT_WEBHOOK_TOKEN=token;ALERT_HEARTBEAT_URL=https://alive.example/x")]
    public async Task Every_combination_makes_a_valid_configuration(string settings)
    {
        var (exitCode, configuration) = await RenderAsync(settings);
        Assert.True(exitCode == 0, configuration);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, configuration, TestContext.Current.CancellationToken);

        var (valid, output) = await Deployment.RunAsync("amtool", ["check-config", file]);

        Assert.True(valid == 0, output + configuration);
        Assert.Equal(
            settings.Contains("ALERT_EMAIL_TO", StringComparison.Ordinal),
            configuration.Contains("email_configs", StringComparison.Ordinal)
        );
        Assert.Equal(
            settings.Contains("ALERT_WEBHOOK_URL", StringComparison.Ordinal),
            configuration.Contains("hooks.example", StringComparison.Ordinal)
        );
        Assert.Equal(
            settings.Contains("ALERT_HEARTBEAT_URL", StringComparison.Ordinal),
            configuration.Contains("alive.example", StringComparison.Ordinal)
        );
        File.Delete(file);
    }

    [Fact]
    public async Task Mail_without_a_sender_is_refused_with_a_plain_message()
    {
        var (exitCode, output) = await RenderAsync("ALERT_EMAIL_TO=ops@minitwit.example");

        Assert.Equal(1, exitCode);
        Assert.Equal("Alertmanager cannot start: ALERT_EMAIL_TO is set, so ALERT_EMAIL_FROM has to say who sends.", output.Trim());
    }

    [Fact]
    public async Task Without_a_receiver_the_log_says_so()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromMinutes(1));
        await stack.App.ResourceNotifications.WaitForResourceHealthyAsync(
            ResourceNames.Alertmanager,
            WaitBehavior.WaitOnResourceUnavailable,
            timeout.Token
        );
        var model = stack.App.Services.GetRequiredService<DistributedApplicationModel>();
        var lines = new List<string>();
        await foreach (
            var batch in stack
                .App.Services.GetRequiredService<ResourceLoggerService>()
                .GetAllAsync(model.Resources.Single(resource => resource.Name == ResourceNames.Alertmanager))
                .WithCancellation(timeout.Token)
        )
        {
            lines.AddRange(batch.Select(line => line.Content));
        }

        Assert.Contains(lines, line => line.Contains("No receiver is set", StringComparison.Ordinal));
    }

    private static Task<(int ExitCode, string Output)> RenderAsync(string settings) =>
        Deployment.RunAsync(
            "sh",
            [Deployment.Path("deploy/alertmanager/start.sh"), "render"],
            settings
                .Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Select(setting => setting.Split('=', 2))
                .ToDictionary(pair => pair[0], pair => pair[1])
        );
}
