using MiniTwit.AppHost.Hosting;

namespace MiniTwit.AppHost.Alerting;

/// <summary>Who hears of alerts: settings under the names by which the start script reads them from its environment. None is required.</summary>
internal static class Receivers
{
    private static readonly (string Name, bool Secret, string Description)[] Settings =
    [
        ("ALERT_EMAIL_TO", false, "Who gets alerts by mail: addresses separated by commas."),
        ("ALERT_EMAIL_FROM", false, "The sender of that mail; needed with ALERT_EMAIL_TO."),
        ("ALERT_SMTP_HOST", false, "The mail server as host:port; needed with ALERT_EMAIL_TO."),
        ("ALERT_SMTP_USERNAME", false, "The user at the mail server."),
        ("ALERT_SMTP_PLAINTEXT", false, "Anything: the mail server need not offer TLS."),
        ("ALERT_SMTP_PASSWORD", true, "The password at the mail server."),
        ("ALERT_WEBHOOK_URL", true, "Where alerts are posted as JSON."),
        ("ALERT_WEBHOOK_TOKEN", true, "The bearer token sent with it."),
        ("ALERT_HEARTBEAT_URL", true, "What is posted to each minute: a service outside that alerts when it stops."),
    ];

    public static IResourceBuilder<T> WithReceivers<T>(this IResourceBuilder<T> alertmanager, Stack stack)
        where T : IResourceWithEnvironment
    {
        foreach (var (name, secret, description) in Settings)
        {
            alertmanager.WithReceiverSetting(stack, name, description, secret);
        }

        return alertmanager;
    }

    private static void WithReceiverSetting<T>(
        this IResourceBuilder<T> alertmanager,
        Stack stack,
        string name,
        string description,
        bool secret
    )
        where T : IResourceWithEnvironment
    {
        var value = stack.Builder.Configuration[name];
        if (stack.IsPublishing)
        {
            alertmanager.WithEnvironment(name, stack.OptionalParameter(name.ToLowerInvariant().Replace('_', '-'), description, secret));
        }
        else if (!string.IsNullOrEmpty(value))
        {
            alertmanager.WithEnvironment(name, value);
        }
    }
}
