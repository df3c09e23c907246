#pragma warning disable ASPIRECOMPUTE002, ASPIREPIPELINES001 // Compute environments and pipelines are marked experimental.
using Microsoft.Extensions.Logging;
using MiniTwit.AppHost.Droplets;

namespace MiniTwit.AppHost.Publishing;

/// <summary>A resource of the model with all that its service needs, as text that compose understands.</summary>
internal sealed record Part(
    IResource Resource,
    DropletResource Droplet,
    Service Service,
    string Image,
    string Memory,
    IReadOnlyList<string> Ports,
    string? ExtraHost,
    SortedDictionary<string, string> Environment,
    IReadOnlyList<string> Arguments,
    IReadOnlyCollection<ParameterResource> Parameters,
    IReadOnlyCollection<IResource> Reaches
)
{
    // Aspire's own for a project in a container. The addresses say the first two; the last would believe whoever sends forwarded headers.
    private static readonly HashSet<string> NotOnDroplets = ["HTTP_PORTS", "HTTPS_PORTS", "ASPNETCORE_FORWARDEDHEADERS_ENABLED"];

    /// <summary>Of all parts' droplets the swarm's: the one that has the edge.</summary>
    public static DropletResource AppDroplet(IEnumerable<Part> all) => all.First(part => part.Service.Edge).Droplet;

    public string Name => Resource.Name;

    public IEnumerable<ContainerMountAnnotation> Mounts => Resource.Annotations.OfType<ContainerMountAnnotation>();

    /// <summary>The parts of the model that are published: whatever runs, and is not left out on purpose.</summary>
    /// <exception cref="DistributedApplicationException">One lands on no droplet, or does not say how it is to run there.</exception>
    public static async Task<IReadOnlyList<Part>> AllAsync(
        DistributedApplicationModel model,
        DistributedApplicationExecutionContext execution,
        ILogger log,
        CancellationToken ct
    )
    {
        List<Part> parts = [];
        foreach (var resource in model.Resources.OfType<IComputeResource>().Where(resource => !resource.IsExcludedFromPublish()))
        {
            parts.Add(await ReadAsync(resource, execution, log, ct));
        }

        return parts;
    }

    private static async Task<Part> ReadAsync(
        IComputeResource resource,
        DistributedApplicationExecutionContext execution,
        ILogger log,
        CancellationToken ct
    )
    {
        var droplet =
            resource.GetComputeEnvironment() as DropletResource
            ?? throw new DistributedApplicationException(
                $"'{resource.Name}' lands on no droplet: add it through one in AppHost.cs, or leave it out with ExcludeFromManifest()."
            );
        var service =
            resource.Annotations.OfType<Service>().SingleOrDefault()
            ?? throw new DistributedApplicationException($"'{resource.Name}' does not say how it runs on a droplet: AsService(…).");
        var configuration = await ExecutionConfigurationBuilder
            .Create(resource)
            .WithEnvironmentVariablesConfig()
            .WithArgumentsConfig()
            .BuildAsync(execution, log, ct);
        var values = new Values();
        return new(
            resource,
            droplet,
            service,
            service.OwnImage is null ? ImageOf(resource) : values.Write(service.OwnImage),
            service.MemoryMegabytes is null ? service.Memory : $"{values.Write(service.MemoryMegabytes)}m",
            [.. service.Ports.Select(port => PortOf(port, values))],
            service.ExtraHost is { } extra ? $"{extra.Name}:{values.Write(extra.Address)}" : null,
            new(
                configuration
                    .EnvironmentVariablesWithUnprocessed.Where(variable => !NotOnDroplets.Contains(variable.Key))
                    .ToDictionary(variable => variable.Key, variable => values.Write(variable.Value.Item1)),
                StringComparer.Ordinal
            ),
            [.. configuration.ArgumentsWithUnprocessed.Select(argument => values.Write(argument.Item1))],
            values.Parameters,
            values.Reached
        );
    }

    private static string PortOf(PublishedPort port, Values values) =>
        $"{(port.Address is null ? "" : values.Write(port.Address) + ":")}{port.Host}:{port.Container}{(port.Protocol == "tcp" ? "" : "/" + port.Protocol)}";

    private static string ImageOf(IResource resource)
    {
        var image = resource.Annotations.OfType<ContainerImageAnnotation>().Last();
        return $"{(image.Registry is null or "docker.io" ? "" : image.Registry + "/")}{image.Image.Replace("library/", "", StringComparison.Ordinal)}:{image.Tag}";
    }
}
