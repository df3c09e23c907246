#pragma warning disable ASPIRECERTIFICATES001 // Marked experimental.
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Publishing;

namespace MiniTwit.AppHost.Hosting;

/// <summary>The model being built, and the few choices that all parts of it share.</summary>
internal sealed class Stack
{
    private const string ExportTimeout = "OTEL_EXPORTER_OTLP_TIMEOUT";

    private readonly LocalPorts _ports = new();

    public Stack(IDistributedApplicationBuilder builder)
    {
        Builder = builder;
        Mode = builder.ExecutionContext.IsPublishMode
            ? HostingMode.Containers
            : HostingModes.Choose(builder.Configuration["MINITWIT_HOSTING"]);
        Repository = Path.GetFullPath("..", builder.AppHostDirectory);
        Data = new LocalData(Path.GetFullPath(builder.Configuration["Data:Directory"] ?? ".minitwit", Repository));
        if (!IsPublishing)
        {
            builder.Services.AddSingleton(Data.Lock());
        }

        if (!IsPublishing && Mode == HostingMode.Containers)
        {
            KeptVolumes.CheckPasswords(Data, secret => builder.Configuration[$"Parameters:{secret}"] is not null, KeptVolumes.List);
        }

        if (HasDashboard)
        {
            builder.Configuration.AddDashboardDefaults(_ports);
        }

        InternalKey = Secret("internal-key", "What the apps show each other on their internal routes.");
    }

    public IDistributedApplicationBuilder Builder { get; }

    public HostingMode Mode { get; }

    /// <summary>The droplets' files are being written; nothing is started.</summary>
    public bool IsPublishing => Builder.ExecutionContext.IsPublishMode;

    /// <summary>Not while publishing, nor in tests.</summary>
    public bool HasDashboard =>
        !IsPublishing
        && !Builder.Services.Any(service => service.ImplementationInstance is DistributedApplicationOptions { DisableDashboard: true });

    /// <summary>The ports on this machine that the run listens on.</summary>
    public IEnumerable<int> Ports => _ports.Claimed;

    /// <summary>The repository's root folder.</summary>
    public string Repository { get; }

    public LocalData Data { get; }

    /// <summary>The folder of the apps' log files.</summary>
    public string LogFiles => IsPublishing ? Logs.OnDroplets : Data.Directory("logs");

    /// <summary>Where the images of the apps are.</summary>
    public IResourceBuilder<ParameterResource> Registry =>
        field ??= Parameter(
            "registry",
            "",
            "Where MiniTwit's images are pulled from, without a slash at the end, such as ghcr.io/minitwit."
        );

    /// <summary>The images' tag.</summary>
    public IResourceBuilder<ParameterResource> Version =>
        field ??= Parameter("version", "", "The version to run: the tag of MiniTwit's images.");

    public IResourceBuilder<ParameterResource> WebHost => field ??= Parameter("web-host", "minitwit.example", "The DNS name of the pages.");

    public IResourceBuilder<ParameterResource> ApiHost =>
        field ??= Parameter("api-host", "api.minitwit.example", "The DNS name of the API, and so of the simulator's requests.");

    public IResourceBuilder<ParameterResource> GrafanaHost =>
        field ??= Parameter("grafana-host", "grafana.minitwit.example", "The DNS name of Grafana.");

    public IResourceBuilder<ParameterResource> KibanaHost =>
        field ??= Parameter("kibana-host", "kibana.minitwit.example", "The DNS name of Kibana.");

    /// <summary>The database droplet's address in the private network.</summary>
    public IResourceBuilder<ParameterResource> DatabaseAddress =>
        field ??= Parameter(
            "database-address",
            "10.114.0.3",
            "The database droplet's address in the private network that it shares with the app droplet."
        );

    /// <summary>The database's names: two while it moves.</summary>
    public IResourceBuilder<ParameterResource> DatabaseHosts =>
        field ??= OptionalParameter(
            "database-hosts",
            "Where the database is. move-db.sh sets it to postgres,postgres-next while the database moves.",
            fallback: "postgres"
        );

    /// <summary>The droplet that the database moves to.</summary>
    public IResourceBuilder<ParameterResource> DatabaseNextAddress =>
        field ??= OptionalParameter(
            "database-next-address",
            "The private address of the droplet that the database is moving to; move-db.sh sets it.",
            fallback: "127.0.0.1"
        );

    public IResourceBuilder<ParameterResource> DatabaseOwnerPassword =>
        field ??= Secret("database-owner-password", "Of the database role minitwit_owner, by which migrations change the schema.");

    public IResourceBuilder<ParameterResource> DatabaseAppPassword =>
        field ??= Secret("database-app-password", "Of the database role minitwit_app, by which the API reads and writes.");

    /// <summary>Where the apps send what OTLP carries; empty: nowhere.</summary>
    public IResourceBuilder<ParameterResource> OtlpEndpoint =>
        field ??= OptionalParameter(
            "otel-exporter-otlp-endpoint",
            "Where the apps send traces, metrics and logs over OTLP, such as http://collector:4317."
        );

    /// <summary>What apps show each other on the internal routes.</summary>
    public IResourceBuilder<ParameterResource> InternalKey { get; }

    /// <summary>A file or folder of <c>deploy/</c>, the only copy of the parts' configuration.</summary>
    public string Deploy(string path) => Path.Combine(Repository, "deploy", path);

    /// <summary>The port on this machine: setting <c>Ports:{name}</c>, else <paramref name="usual"/>; null (any free one) where the setting is 0.</summary>
    /// <exception cref="SetupException">Something else has it, or the setting is no port.</exception>
    public int? Port(string name, int usual)
    {
        if (IsPublishing)
        {
            return usual;
        }

        var setting = Builder.Configuration[$"Ports:{name}"];
        if (!ushort.TryParse(setting ?? usual.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var port))
        {
            throw new SetupException($"Ports__{name} is '{setting}'; it takes a port, or 0 for any free one.");
        }

        _ports.Claim(port, name, another => $"Ports__{name}={another}");
        return port == 0 ? null : port;
    }

    /// <summary>Like <see cref="Port"/>, but any free port will do where something else (a machine's own Postgres, say) has the usual one.</summary>
    public int? PortOrAnother(string name, int usual) =>
        Builder.Configuration[$"Ports:{name}"] is null && !IsPublishing && !LocalPorts.IsFree(usual) ? null : Port(name, usual);

    /// <summary>A secret parameter; a local run makes a value up once and keeps it with the data.</summary>
    public IResourceBuilder<ParameterResource> Secret(string name, string description) =>
        (
            IsPublishing
                ? Builder.AddParameter(name, secret: true)
                : Builder.AddParameter(name, () => Builder.Configuration[$"Parameters:{name}"] ?? Data.Secret(name), secret: true)
        ).WithDescription(description);

    /// <summary>A parameter of the droplets: a line of the operators' settings file.</summary>
    /// <param name="name">In lower case with hyphens; upper case with underscores in the file.</param>
    /// <param name="usual">The value that the example file has; empty: the operator has to choose one.</param>
    /// <param name="description">What it is, for the operator.</param>
    public IResourceBuilder<ParameterResource> Parameter(string name, string usual, string description) =>
        Add(new ParameterResource(name, _ => usual)).WithDescription(description).WithAnnotation(new Usual(usual));

    /// <summary>A parameter of the droplets that may be left empty.</summary>
    public IResourceBuilder<ParameterResource> OptionalParameter(
        string name,
        string description,
        bool secret = false,
        string fallback = ""
    ) => Add(new ParameterResource(name, _ => fallback, secret)).WithDescription(description).WithAnnotation(new Optional(fallback));

    // In a local run they would only be in the way in the dashboard's list.
    private IResourceBuilder<ParameterResource> Add(ParameterResource parameter) =>
        IsPublishing ? Builder.AddResource(parameter) : Builder.CreateResourceBuilder(parameter);

    /// <summary>A volume's name: this folder's own in a local run, the service's on a droplet.</summary>
    public string Volume(string name) => IsPublishing ? name : Data.Volume(name);

    /// <summary>A project of this solution, in the AppHost's environment.</summary>
    public IResourceBuilder<ProjectResource> AddProject<TProject>(string name)
        where TProject : IProjectMetadata, new()
    {
        var project = Builder
            .AddProject<TProject>(name, options => options.ExcludeLaunchProfile = true)
            // Plain http; without this the dashboard asks for a trusted certificate.
            .WithoutHttpsCertificate()
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", IsPublishing ? Environments.Production : Builder.Environment.EnvironmentName);
        // At the end of a run the dashboard goes first, and what is sent to it is tried again for as long as this allows.
        return IsPublishing ? project : project.WithEnvironment(ExportTimeout, Builder.Configuration[ExportTimeout] ?? "1000");
    }

    /// <summary>A part that needs a container runtime, as one line of the resource list that says why it is off.</summary>
    public void AddSwitchedOff(string name) =>
        Builder
            .AddResource(new SwitchedOffResource(name))
            .ExcludeFromManifest()
            .WithInitialState(
                new CustomResourceSnapshot
                {
                    // After containers and processes, so below what runs.
                    ResourceType = "Off",
                    Properties = [new(CustomResourceKnownProperties.Source, "needs a container runtime: Docker or Podman")],
                    State = new ResourceStateSnapshot("Off", KnownResourceStateStyles.Info),
                }
            );
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
