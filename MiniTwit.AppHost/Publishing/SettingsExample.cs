using System.Text;

namespace MiniTwit.AppHost.Publishing;

/// <summary><c>production.env.example</c>: every setting that an operator needs, with what it is.</summary>
internal static class SettingsExample
{
    public static string Write(IReadOnlyList<Setting> parameters)
    {
        var file = new StringBuilder(
            """
            # What a deployment needs to know. Generated from MiniTwit.AppHost by deploy/generate.sh.
            # Copy it to production.env beside it, which git leaves out, and fill it in. In a value, a $ is written $$.

            """
        );
        Add("Where it goes", Setting.OfOperators);
        Add("What has to be said", parameters.Where(setting => setting.Required));
        Add("What may be left empty", parameters.Where(setting => !setting.Required));
        return file.ToString();

        void Add(string title, IEnumerable<Setting> settings)
        {
            file.Append($"\n## {title}\n");
            foreach (var setting in settings)
            {
                file.Append($"\n# {setting.Description}{Kind(setting)}\n{setting.Name}={setting.Usual}\n");
            }
        }
    }

    private static string Kind(Setting setting) =>
        (setting.Secret ? " Secret." : "")
        + setting switch
        {
            { Required: true } => "",
            { Fallback: "" } => " Optional.",
            _ => $" Optional: {setting.Fallback} where empty.",
        };
}
