using MiniTwit.AppHost.Hosting;

namespace MiniTwit.AppHost.Alerting;

/// <summary>Who hears of alerts: settings under the names by which the start script reads them from its environment. None is required.</summary>
internal static class Receivers
{
    private static readonly string[] Settings =
        ["ALERT_EMAIL_TO", "ALERT_EMAIL_FROM", "ALERT_SMTP_HOST", "ALERT_SMTP_USERNAME", "ALERT_SMTP_PLAINTEXT"];

    private static readonly string[] Secrets = ["ALERT_SMTP_PASSWORD", "ALERT_WEBHOOK_URL", "ALERT_WEBHOOK_TOKEN"];

    public static IResourceBuilder<T> WithReceivers<T>(this IResourceBuilder<T> alertmanager, Stack stack)
        where T : IResourceWithEnvironment
    {
        foreach (var name in Settings)
        {
            alertmanager.WithReceiverSetting(stack, name, secret: false);
        }

        foreach (var name in Secrets)
        {
            alertmanager.WithReceiverSetting(stack, name, secret: true);
        }

        return alertmanager;
    }

    private static void WithReceiverSetting<T>(this IResourceBuilder<T> alertmanager, Stack stack, string name, bool secret)
        where T : IResourceWithEnvironment
    {
        var value = stack.Builder.Configuration[name];
        if (stack.Builder.ExecutionContext.IsPublishMode)
        {
            var parameter = name.ToLowerInvariant().Replace('_', '-');
            alertmanager.WithEnvironment(name, stack.Builder.AddParameter(parameter, value ?? "", secret: secret));
        }
        else if (!string.IsNullOrEmpty(value))
        {
            alertmanager.WithEnvironment(name, value);
        }
    }
}
