using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MiniTwit.Tests.Stack;
using YamlDotNet.Serialization;

namespace MiniTwit.Tests.Provisioning;

/// <summary><c>deploy/cloud-init/droplet.yaml</c> with its settings filled in, as Terraform and envsubst do it.</summary>
internal sealed partial class CloudInit
{
    public const string SshFrom = "198.51.100.0/24";
    public const string PrivateRange = "10.20.0.0/24";

    private static readonly string Template = File.ReadAllText(Repository.File("deploy", "cloud-init", "droplet.yaml"));

    private readonly string _role;

    private CloudInit(string role, string text)
    {
        (_role, Text) = (role, text);
        Document = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(text);
    }

    /// <summary>The names that stand in braces.</summary>
    public static IEnumerable<string> Settings => Placeholder().Matches(Template).Select(match => match.Groups[1].Value).Distinct();

    /// <summary>What either way of filling it in would take for something else.</summary>
    public static bool HasOtherSigns =>
        Template.Contains("%{", StringComparison.Ordinal) || Placeholder().Replace(Template, "").Contains("${", StringComparison.Ordinal);

    public string Text { get; }

    public Dictionary<string, object> Document { get; }

    /// <summary>The content of each file that it writes, by path.</summary>
    public Dictionary<string, string> Files =>
        ((List<object>)Document["write_files"])
            .Cast<Dictionary<object, object>>()
            .ToDictionary(file => (string)file["path"], file => (string)file["content"]);

    /// <summary>The settings of its role's container engine.</summary>
    public JsonElement Engine => JsonElement.Parse(Files[$"/etc/minitwit/{_role}/etc/docker/daemon.json"]);

    public static CloudInit Of(string role, string dataDevice = "")
    {
        var settings = new Dictionary<string, string>
        {
            ["ROLE"] = role,
            ["SSH_KEYS"] = """["ssh-ed25519 AAAAC3Nz first@laptop","ssh-ed25519 AAAAC3Nz second@laptop"]""",
            ["SSH_FROM"] = SshFrom,
            ["PRIVATE_RANGE"] = PrivateRange,
            ["DATA_DEVICE"] = dataDevice,
        };
        return new(role, Placeholder().Replace(Template, match => settings[match.Groups[1].Value].ToString(CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Placeholder();
}
