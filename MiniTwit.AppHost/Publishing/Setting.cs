namespace MiniTwit.AppHost.Publishing;

/// <summary>A setting of an operator's file, as <c>manifest.json</c> and the example have it.</summary>
/// <param name="Name">As in the file: <c>INTERNAL_KEY</c>.</param>
/// <param name="Description">What it is, for the operator.</param>
/// <param name="Secret">Nobody else may see it.</param>
/// <param name="Required">It may not be left empty.</param>
/// <param name="Fallback">The value where it is left empty.</param>
/// <param name="Usual">The value that the example has.</param>
/// <param name="Droplets">The folders of the droplets whose services need it.</param>
internal sealed record Setting(
    string Name,
    string Description,
    bool Secret,
    bool Required,
    string Fallback,
    string Usual,
    IReadOnlyList<string> Droplets
)
{
    /// <summary>Those of the deployment itself, which no service has.</summary>
    public static IReadOnlyList<Setting> OfOperators { get; } =
    [
        OfOperator(
            "APP_SSH",
            "Where ssh reaches the app droplet, as user@host; of several, a manager of the swarm, the one with its edge.",
            required: true
        ),
        OfOperator("DB_SSH", "Where ssh reaches the database's droplet, as user@host.", required: true),
        OfOperator("SSH_OPTIONS", "Further options of ssh, such as -i /home/me/.ssh/droplets, separated by spaces."),
        OfOperator("REMOTE_DIRECTORY", "The folder on the droplets that everything goes to.", "/opt/minitwit"),
        OfOperator(
            "APP_ADDRESS",
            "The app droplet's address in the private network; where empty, the one from which it reaches DATABASE_ADDRESS."
        ),
        OfOperator("EDGE_ADDRESS", "The address that the names are tested at while they are not in DNS yet."),
        OfOperator("SECRETS_DIRECTORY", "The folder of keys and certificates; where empty, secrets beside the settings file."),
        OfOperator("ALERTS_TO_NOBODY", "true: it is meant that nobody hears of alerts."),
        OfOperator("ALERTS_WITHOUT_HEARTBEAT", "true: it is meant that nobody notices when alerting itself has stopped."),
    ];

    /// <summary>The model's parameters, each once, those that are required first, by name.</summary>
    /// <exception cref="DistributedApplicationException">One has no description.</exception>
    public static IReadOnlyList<Setting> Of(IReadOnlyList<Part> parts) =>
        [
            .. parts
                .SelectMany(
                    part => part.Parameters.Concat(ServiceText.Elsewhere(part, parts).Select(other => other.Droplet.Address!)),
                    (part, parameter) => (part.Droplet, parameter)
                )
                .GroupBy(used => used.parameter, used => used.Droplet.Name)
                .Select(used => Of(used.Key, [.. used.Distinct().Order(StringComparer.Ordinal)]))
                .OrderByDescending(setting => setting.Required)
                .ThenBy(setting => setting.Name, StringComparer.Ordinal),
        ];

    private static Setting Of(ParameterResource parameter, IReadOnlyList<string> droplets)
    {
        var optional = parameter.Annotations.OfType<Optional>().SingleOrDefault();
        return new(
            Names.Variable(parameter),
            parameter.Description ?? throw new DistributedApplicationException($"The parameter '{parameter.Name}' has no description."),
            parameter.Secret,
            optional is null,
            optional?.Fallback ?? "",
            parameter.Annotations.OfType<Usual>().SingleOrDefault()?.Value ?? "",
            droplets
        );
    }

    private static Setting OfOperator(string name, string description, string fallback = "", bool required = false) =>
        new(name, description, Secret: false, required, fallback, Usual: "", Droplets: []);
}
