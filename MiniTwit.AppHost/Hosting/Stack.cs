using Microsoft.Extensions.Configuration;

namespace MiniTwit.AppHost.Hosting;

/// <summary>The model being built, and the few choices that all parts of it share.</summary>
internal sealed class Stack
{
    public Stack(IDistributedApplicationBuilder builder)
    {
        Builder = builder;
        Mode = builder.ExecutionContext.IsPublishMode
            ? HostingMode.Containers
            : HostingModes.Choose(builder.Configuration["MINITWIT_HOSTING"]);
        Repository = Path.GetFullPath("..", builder.AppHostDirectory);
        Data = new LocalData(Path.GetFullPath(builder.Configuration["Data:Directory"] ?? ".minitwit", Repository));
        InternalKey = Secret("internal-key");
    }

    public IDistributedApplicationBuilder Builder { get; }

    public HostingMode Mode { get; }

    /// <summary>The repository's root folder.</summary>
    public string Repository { get; }

    public LocalData Data { get; }

    /// <summary>What apps show each other on the internal routes.</summary>
    public IResourceBuilder<ParameterResource> InternalKey { get; }

    /// <summary>A file or folder of <c>deploy/</c>, the only copy of the parts' configuration.</summary>
    public string Deploy(string path) => Path.Combine(Repository, "deploy", path);

    /// <summary>The port on this machine: setting <c>Ports:{name}</c>, else <paramref name="usual"/>; null (any free one) where the setting is 0.</summary>
    /// <exception cref="SetupException">Something else listens on it.</exception>
    public int? Port(string name, int usual)
    {
        var port = Builder.Configuration.GetValue($"Ports:{name}", usual);
        if (port != 0 && Builder.ExecutionContext.IsRunMode && !LocalPorts.IsFree(port))
        {
            throw new SetupException(
                $"Port {port}, wanted for {name}, is in use on this machine. Stop what uses it, or choose another: Ports__{name}={port + 100} ./run.sh");
        }

        return port == 0 ? null : port;
    }

    /// <summary>Like <see cref="Port"/>, but any free port will do where something else (a machine's own Postgres, say) has the usual one.</summary>
    public int? PortOrAnother(string name, int usual) =>
        Builder.Configuration[$"Ports:{name}"] is null && Builder.ExecutionContext.IsRunMode && !LocalPorts.IsFree(usual) ? null : Port(name, usual);

    /// <summary>A secret parameter; a local run makes a value up once and keeps it with the data.</summary>
    public IResourceBuilder<ParameterResource> Secret(string name) => Builder.ExecutionContext.IsPublishMode
        ? Builder.AddParameter(name, secret: true)
        : Builder.AddParameter(name, () => Builder.Configuration[$"Parameters:{name}"] ?? Data.Secret(name), secret: true);

    /// <summary>A project of this solution, in the AppHost's environment.</summary>
    public IResourceBuilder<ProjectResource> AddProject<TProject>(string name)
        where TProject : IProjectMetadata, new() => Builder
        .AddProject<TProject>(name, options => options.ExcludeLaunchProfile = true)
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", Builder.Environment.EnvironmentName)
        .WithEnvironment("Logs__Directory", Data.Directory("logs"));

    /// <summary>A part that needs a container runtime, as one line of the resource list that says why it is off.</summary>
    public void AddSwitchedOff(string name) => Builder
        .AddResource(new SwitchedOffResource(name))
        .ExcludeFromManifest()
        .WithInitialState(new CustomResourceSnapshot
        {
            ResourceType = "Container",
            Properties = [],
            State = new ResourceStateSnapshot("Off: needs a container runtime (Docker or Podman)", KnownResourceStateStyles.Info),
        });
}

/// <summary>Stands in the resource list for a part that this machine cannot host.</summary>
internal sealed class SwitchedOffResource(string name) : Resource(name);

internal static class StackExtensions
{
    public static Stack AddStack(this IDistributedApplicationBuilder builder)
    {
        SetupException.ShowWithoutStackTrace();
        return new Stack(builder);
    }
}
