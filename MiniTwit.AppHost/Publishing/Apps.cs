using System.Globalization;
using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Publishing;

/// <summary>What the projects of this solution have in common as services.</summary>
internal static class Apps
{
    public const int PublicPort = 8080;
    public const int ManagementPort = 8081;

    // The user of .NET's images.
    private const string User = "1654:1654";

    public static IResourceBuilder<ProjectResource> AsApp(this IResourceBuilder<ProjectResource> app, Stack stack)
    {
        var assembly = Path.GetFileNameWithoutExtension(app.Resource.GetProjectMetadata().ProjectPath);
        var migrations = app.Resource.Name == ResourceNames.Migrations;
        app.WithEnvironment(
                "ASPNETCORE_URLS",
                string.Create(CultureInfo.InvariantCulture, $"http://+:{PublicPort};http://+:{ManagementPort}")
            )
            .WithEnvironment("ForwardedHeaders__KnownNetworks", Networks.Subnet)
            // As Prometheus names it: links lead from a graph to the log lines of this name.
            .WithEnvironment("OTEL_SERVICE_NAME", app.Resource.Name)
            .WithEnvironment("OTEL_EXPORTER_OTLP_ENDPOINT", stack.OtlpEndpoint)
            .WithAnnotation(
                new ContainerMountAnnotation(stack.LogFiles, Logs.InContainers, ContainerMountType.BindMount, isReadOnly: false)
            );
        return app.AsService(
            new Service
            {
                Purpose = app.Resource.Name switch
                {
                    ResourceNames.Migrations => "Brings the database's schema up to date, before anything that needs it.",
                    ResourceNames.Api => "The simulator's API and the public one.",
                    _ => "The pages.",
                },
                OwnImage =
                    assembly == "MiniTwit.Web"
                        ? ReferenceExpression.Create($"{stack.Registry}/minitwit-web:{stack.Version}")
                        : ReferenceExpression.Create($"{stack.Registry}/minitwit-api:{stack.Version}"),
                Cpus = "1.0",
                Memory = "512m",
                Replicas = migrations ? 1 : 2,
                RunsToCompletion = migrations,
                RunsBefore = migrations,
                HealthInterval = "5s",
                HealthCheck = migrations ? null : ["CMD", "dotnet", $"{assembly}.dll", "healthcheck"],
                User = User,
                ReadOnly = true,
                // Drains for some seconds, then finishes what is in flight.
                StopGracePeriod = "40s",
                Secrets = assembly == "MiniTwit.Web" ? [] : [SecretFile.DatabaseAuthority],
                ExtraHost = assembly == "MiniTwit.Web" ? null : ("postgres-next", stack.DatabaseNextAddress),
            }
        );
    }
}
