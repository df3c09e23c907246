using MiniTwit.AppHost.Publishing;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Hosting;

/// <summary>The two listeners of an app: one for its clients, one for health, metrics and internal routes.</summary>
internal static class AppEndpoints
{
    public static IResourceBuilder<ProjectResource> WithPublicEndpoint(this IResourceBuilder<ProjectResource> app, Stack stack) =>
        app.WithHttpEndpoint(
                stack.Port(app.Resource.Name, app.Resource.Name == ResourceNames.Web ? 5000 : 5001),
                targetPort: stack.IsPublishing ? Apps.PublicPort : null
            )
            .WithUrlForEndpoint("http", url => url.DisplayText = app.Resource.Name == ResourceNames.Web ? "MiniTwit" : "API reference")
            .WithExternalHttpEndpoints();

    public static IResourceBuilder<ProjectResource> WithManagementEndpoint(this IResourceBuilder<ProjectResource> app, Stack stack) =>
        app.WithHttpEndpoint(
                name: ResourceNames.ManagementEndpoint,
                env: "Management__Port",
                targetPort: stack.IsPublishing ? Apps.ManagementPort : null
            )
            .WithEndpoint(
                ResourceNames.ManagementEndpoint,
                endpoint =>
                {
                    endpoint.IsExternal = false;
                    if (stack.Mode == HostingMode.Containers && OperatingSystem.IsLinux())
                    {
                        // Prometheus' container comes from the engine's bridge, not from loopback.
                        endpoint.TargetHost = "0.0.0.0";
                    }
                }
            )
            .WithUrlForEndpoint(
                ResourceNames.ManagementEndpoint,
                url =>
                {
                    url.DisplayText = "Health";
                    url.Url += "/health/ready";
                    url.DisplayLocation = UrlDisplayLocation.DetailsOnly;
                }
            )
            .WithHttpHealthCheck("/health/ready", endpointName: ResourceNames.ManagementEndpoint);

    public static IResourceBuilder<ProjectResource> WithInternalKey(this IResourceBuilder<ProjectResource> app, Stack stack) =>
        app.WithEnvironment("Internal__Key", stack.InternalKey);

    /// <summary>What the simulator signs its requests with; a local run takes the known one.</summary>
    public static IResourceBuilder<ProjectResource> WithSimulatorCredential(this IResourceBuilder<ProjectResource> api, Stack stack) =>
        stack.IsPublishing
            ? api.WithEnvironment("Simulator__UserName", stack.Parameter("simulator-username", "simulator", "The simulator's user name."))
                .WithEnvironment("Simulator__Password", stack.Secret("simulator-password", "The simulator's password."))
            : api;

    /// <summary>Who runs the installation, as its pages tell; a local run's apps have what is set for the AppHost.</summary>
    public static IResourceBuilder<ProjectResource> WithSite(this IResourceBuilder<ProjectResource> web, Stack stack) =>
        stack.IsPublishing
            ? web.WithEnvironment(
                    "Site__Operator",
                    stack.OptionalParameter("site-operator", "Who runs this installation, for the pages about the site.")
                )
                .WithEnvironment(
                    "Site__Contact",
                    stack.OptionalParameter("site-contact", "Their e-mail address, or the address of a page, for the same.")
                )
            : web;
}
