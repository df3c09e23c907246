using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Publishing;

/// <summary>The committed <c>deploy/manifest.json</c>.</summary>
internal static class DeployedParts
{
    private static readonly Content All = JsonSerializer.Deserialize<Content>(
        File.ReadAllText(Repository.File("deploy", "manifest.json")),
        JsonSerializerOptions.Web
    )!;

    public static IReadOnlyList<Parameter> Parameters => All.Parameters;

    public static IReadOnlyList<Part> Services => All.Services;

    public static IReadOnlyList<string> Images => All.Images;

    public static Part Service(string name) => All.Services.Single(service => service.Name == name);

    internal sealed record Parameter(
        string Name,
        bool Required,
        bool Secret,
        string Default,
        string Usual,
        string Description,
        string[] Droplets
    );

    internal sealed record Secret(string Name, string? Setting, string? File, string Value, string Variable)
    {
        /// <summary>Where the service finds it.</summary>
        public string Target => Setting is null ? $"/run/secrets/{Name.Replace('-', '_')}" : $"/run/minitwit/{Setting}";
    }

    internal sealed record Part(
        string Name,
        string Droplet,
        string Image,
        int Replicas,
        bool RunsBefore,
        bool RunsToCompletion,
        bool OnDemand,
        bool OnEveryNode,
        bool Stateful,
        string[]? Health,
        string[] Volumes,
        Secret[] Secrets
    );

    private sealed record Content(Parameter[] Parameters, Part[] Services, string[] Images);
}
