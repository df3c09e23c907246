using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Hosting;
using MiniTwit.AppHost.Publishing;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Prometheus;

/// <summary>Prometheus with the configuration of <c>deploy/prometheus</c>, as a container or as a child process.</summary>
internal static class PrometheusExtensions
{
    private const string Retention = "15d";

    public static PrometheusBuilder AddPrometheus(this Droplet droplet)
    {
        var stack = droplet.Stack;
        var port = stack.Port(ResourceNames.Prometheus, 9090);
        var prometheus = stack.Mode == HostingMode.Containers ? Container(droplet, port) : Process(stack, port);
        return new PrometheusBuilder(stack, prometheus.WithUrlForEndpoint("http", url => url.DisplayText = "Metrics"));
    }

    private static IResourceBuilder<IResourceWithEndpoints> Container(Droplet droplet, int? port) =>
        droplet
            .AddContainer(ResourceNames.Prometheus, Images.Prometheus)
            .WithHttpEndpoint(port: port, targetPort: 9090)
            .WithBindMount(droplet.Stack.Deploy("prometheus/prometheus.yml"), "/etc/prometheus/prometheus.yml", isReadOnly: true)
            .WithBindMount(droplet.Stack.Deploy("prometheus/rules"), "/etc/prometheus/rules", isReadOnly: true)
            .WithBindMount(ScrapeTargets.Directory(droplet.Stack), "/etc/prometheus/targets", isReadOnly: true)
            .WithVolume(droplet.Stack.Volume("prometheus"), "/prometheus")
            .WithContainerRuntimeArgs("--add-host", $"{ScrapeTargets.HostFromContainer}:host-gateway")
            .WithArgs(
                "--config.file=/etc/prometheus/prometheus.yml",
                "--storage.tsdb.path=/prometheus",
                $"--storage.tsdb.retention.time={Retention}"
            )
            .WithHttpHealthCheck("/-/ready")
            .WithAnnotation(new ReadsTargets(ScrapeTargets.Directory(droplet.Stack)))
            .WithMetrics(new Metrics(ResourceNames.Prometheus, 9090))
            .AsService(
                new Service
                {
                    Purpose = "Scrapes metrics of both droplets and evaluates the alert rules.",
                    Cpus = "1.0",
                    Memory = "768m",
                    HealthCheck = ["CMD", "promtool", "check", "ready", "--url=http://localhost:9090"],
                    ReadOnly = true,
                    Stateful = true,
                }
            );

    private static IResourceBuilder<IResourceWithEndpoints> Process(Stack stack, int? port)
    {
        var configuration = ScrapeTargets.LocalConfiguration(stack);
        return stack
            .Builder.AddExecutable(ResourceNames.Prometheus, "prometheus", stack.Repository)
            .WithHttpEndpoint(port: port, env: "PROMETHEUS_PORT")
            .WithArgs(context =>
            {
                var endpoint = ((IResourceWithEndpoints)context.Resource).GetEndpoint("http");
                context.Args.Add($"--config.file={configuration}");
                context.Args.Add($"--storage.tsdb.path={stack.Data.Directory("prometheus/data")}");
                context.Args.Add($"--storage.tsdb.retention.time={Retention}");
                context.Args.Add(
                    ReferenceExpression.Create($"--web.listen-address=127.0.0.1:{endpoint.Property(EndpointProperty.TargetPort)}")
                );
            })
            .WithHttpHealthCheck("/-/ready");
    }
}
