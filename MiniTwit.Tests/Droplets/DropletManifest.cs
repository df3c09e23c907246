using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Droplets;

/// <summary>What is deployed, as the publish step tells readers of it: <c>deploy/manifest.json</c>.</summary>
internal static class DropletManifest
{
    private static readonly JsonElement All = JsonElement.Parse(File.ReadAllText(Repository.File("deploy", "manifest.json")));

    /// <summary>What an operator has to set.</summary>
    public static IEnumerable<string> Required => Parameters("required");

    /// <summary>What nobody else may see.</summary>
    public static IEnumerable<string> Secret => Parameters("secret");

    /// <summary>What the stack's files call the names that its secrets have in the swarm.</summary>
    public static IEnumerable<string> SecretVariables =>
        Services
            .SelectMany(service => service.GetProperty("secrets").EnumerateArray())
            .Select(secret => secret.GetProperty("variable").GetString() + "_SECRET")
            .Distinct();

    private static IEnumerable<JsonElement> Services => All.GetProperty("services").EnumerateArray();

    /// <summary>Whether each node has one of it.</summary>
    public static bool IsOnEveryNode(string service) => Service(service).GetProperty("onEveryNode").GetBoolean();

    /// <summary>How many there are, as deployed.</summary>
    public static int Replicas(string service) => Service(service).GetProperty("replicas").GetInt32();

    private static JsonElement Service(string name) => Services.Single(service => service.GetProperty("name").GetString() == name);

    private static IEnumerable<string> Parameters(string kind) =>
        All.GetProperty("parameters")
            .EnumerateArray()
            .Where(parameter => parameter.GetProperty(kind).GetBoolean())
            .Select(parameter => parameter.GetProperty("name").GetString()!);
}
