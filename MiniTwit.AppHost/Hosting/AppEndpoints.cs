using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Hosting;

/// <summary>The two listeners of an app: one for its clients, one for health, metrics and internal routes.</summary>
internal static class AppEndpoints
{
    public static IResourceBuilder<ProjectResource> WithPublicEndpoint(this IResourceBuilder<ProjectResource> app, Stack stack) => app
        .WithHttpEndpoint(stack.Port(app.Resource.Name, app.Resource.Name == ResourceNames.Web ? 5000 : 5001))
        .WithUrlForEndpoint("http", url => url.DisplayText = app.Resource.Name == ResourceNames.Web ? "MiniTwit" : "API")
        .WithExternalHttpEndpoints();

    public static IResourceBuilder<ProjectResource> WithManagementEndpoint(this IResourceBuilder<ProjectResource> app, Stack stack) => app
        .WithHttpEndpoint(name: ResourceNames.ManagementEndpoint, env: "Management__Port")
        .WithEndpoint(ResourceNames.ManagementEndpoint, endpoint =>
        {
            endpoint.IsExternal = false;
            if (stack.Mode == HostingMode.Containers && OperatingSystem.IsLinux())
            {
                // Prometheus' container comes from the engine's bridge, not from loopback.
                endpoint.TargetHost = "0.0.0.0";
            }
        })
        .WithUrlForEndpoint(ResourceNames.ManagementEndpoint, url =>
        {
            url.DisplayText = "Health";
            url.Url += "/health/ready";
            url.DisplayLocation = UrlDisplayLocation.DetailsOnly;
        })
        .WithHttpHealthCheck("/health/ready", endpointName: ResourceNames.ManagementEndpoint);

    public static IResourceBuilder<ProjectResource> WithInternalKey(this IResourceBuilder<ProjectResource> app, Stack stack) =>
        app.WithEnvironment("Internal__Key", stack.InternalKey);
}
