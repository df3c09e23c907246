#pragma warning disable ASPIRECOMPUTE002 // Compute environments are marked experimental.
using MiniTwit.AppHost.Hosting;
using MiniTwit.AppHost.Publishing;

namespace MiniTwit.AppHost.Droplets;

/// <summary>
/// A machine of a deployment: what is added through it runs there once published. In a local run all droplets are this machine.
/// </summary>
internal sealed class Droplet(Stack stack, IResourceBuilder<DropletResource> machine)
{
    public Stack Stack => stack;

    public IResourceBuilder<ContainerResource> AddContainer(string name, Image image)
    {
        var container = Place(stack.Builder.AddContainer(name, image.Name, image.Tag));
        return image.Registry is null ? container : container.WithImageRegistry(image.Registry);
    }

    /// <summary>A project of this solution, in the AppHost's environment, its log files where Logstash reads them.</summary>
    public IResourceBuilder<ProjectResource> AddProject<TProject>(string name)
        where TProject : IProjectMetadata, new()
    {
        var project = Place(stack.AddProject<TProject>(name))
            .WithEnvironment("Logs__Directory", stack.IsPublishing ? Logs.InContainers : stack.LogFiles);
        return stack.IsPublishing ? project.AsApp(stack) : project;
    }

    /// <summary>Has a resource that another extension made run here.</summary>
    public IResourceBuilder<T> Place<T>(IResourceBuilder<T> resource)
        where T : IComputeResource => stack.IsPublishing ? resource.WithComputeEnvironment(machine) : resource;
}

internal static class DropletExtensions
{
    /// <inheritdoc cref="DropletResource(string, string, ParameterResource?)"/>
    public static Droplet AddDroplet(this Stack stack, string name, string host, IResourceBuilder<ParameterResource>? address = null)
    {
        var machine = new DropletResource(name, host, address?.Resource);
        return new(stack, stack.IsPublishing ? stack.Builder.AddResource(machine) : stack.Builder.CreateResourceBuilder(machine));
    }
}
