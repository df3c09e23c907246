using System.Text.RegularExpressions;
using MiniTwit.AppHost.Publishing;

namespace MiniTwit.AppHost.Deploying;

/// <summary>What is wrong with an operator's settings, all at once.</summary>
internal static partial class SettingsCheck
{
    private const int ShortestSecret = 12;

    private static readonly string[] KnownToAll = ["super_safe!", "development-internal-key"];

    /// <summary>Somebody hears of an alert.</summary>
    public static bool IsHeard(SettingsFile settings) => settings["ALERT_EMAIL_TO"].Length + settings["ALERT_WEBHOOK_URL"].Length > 0;

    /// <summary>Something notices that alerting itself is gone.</summary>
    public static bool IsWatched(SettingsFile settings) => settings["ALERT_HEARTBEAT_URL"].Length > 0;

    /// <exception cref="DeploymentException">Something is wrong; the message says all of it, and no secret.</exception>
    public static void Check(SettingsFile settings, IReadOnlyList<Setting> parameters)
    {
        var problems = Problems(settings, parameters).ToList();
        if (problems.Count > 0)
        {
            throw new DeploymentException(string.Join('\n', problems.Select(problem => $"  {problem}").Prepend($"{settings.Path}:")));
        }
    }

    private static IEnumerable<string> Problems(SettingsFile settings, IReadOnlyList<Setting> parameters)
    {
        foreach (var setting in Setting.OfOperators.Concat(parameters).Where(setting => setting.Required && settings[setting.Name] == ""))
        {
            yield return $"{setting.Name} is not set";
        }

        foreach (var setting in parameters)
        {
            var name = setting.Name;
            if (OfAnExample().IsMatch(settings[name]))
            {
                yield return $"{name} still has the value of an example";
            }
            else if ((setting.Secret || setting.Droplets.Contains(DatabaseDroplet.Kind)) && Special().IsMatch(settings[name]))
            {
                yield return $"{name} has a character that connection strings or .env files give a meaning";
            }
            else if (settings[name].Replace("$$", "", StringComparison.Ordinal).Contains('$', StringComparison.Ordinal))
            {
                // Compose would put a variable there, and the database would know another password than the apps.
                yield return $"{name} has a $ that is not written $$";
            }
        }

        foreach (var name in parameters.Where(setting => setting.Secret && settings[setting.Name] != "").Select(setting => setting.Name))
        {
            if (KnownToAll.Contains(settings[name]))
            {
                yield return $"{name} is a default that everybody knows";
            }
            else if (settings[name].Length < ShortestSecret)
            {
                yield return $"{name} is shorter than {ShortestSecret} characters";
            }
        }

        // Alerts that nobody hears, and a watch whose end nobody notices, are easily forgotten and found out too late.
        if (!IsHeard(settings) && settings["ALERTS_TO_NOBODY"] != "true")
        {
            yield return "nobody would hear of an alert: set ALERT_EMAIL_TO or ALERT_WEBHOOK_URL, or ALERTS_TO_NOBODY=true where that is meant";
        }

        if (!IsWatched(settings) && settings["ALERTS_WITHOUT_HEARTBEAT"] != "true")
        {
            yield return "nobody would notice when alerting itself is gone: set ALERT_HEARTBEAT_URL, or ALERTS_WITHOUT_HEARTBEAT=true where that is meant";
        }

        // The API would refuse to start.
        if (settings["MAIL_HOST"] != "" && settings["MAIL_FROM"] == "")
        {
            yield return "MAIL_HOST is set, and MAIL_FROM is not";
        }

        if (settings["VERSION"] == "latest")
        {
            yield return "VERSION must name one image for ever, which latest does not";
        }
    }

    [GeneratedRegex(@"\.example$|<.*>|^change|(?-i:^TODO)", RegexOptions.IgnoreCase)]
    private static partial Regex OfAnExample();

    [GeneratedRegex(@"[\s""';\\#]")]
    private static partial Regex Special();
}
