using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Hosting;
using MiniTwit.AppHost.Publishing;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Alerting;

/// <summary>Alertmanager with the configuration of <c>deploy/alertmanager</c>, as a container or as a child process, started by the same script.</summary>
internal static class AlertmanagerExtensions
{
    private const int UsualPort = 9093;

    public static IResourceBuilder<IResourceWithEndpoints> AddAlertmanager(this Droplet droplet)
    {
        var stack = droplet.Stack;
        var port = stack.Port(ResourceNames.Alertmanager, UsualPort);
        return stack.Mode == HostingMode.Containers ? Container(droplet, port) : Process(stack, port);
    }

    private static IResourceBuilder<IResourceWithEndpoints> Container(Droplet droplet, int? port) =>
        droplet
            .AddContainer(ResourceNames.Alertmanager, Images.Alertmanager)
            .WithHttpEndpoint(port: port, targetPort: UsualPort)
            .WithBindMount(droplet.Stack.Deploy("alertmanager"), "/etc/alertmanager", isReadOnly: true)
            .WithVolume(droplet.Stack.Volume("alertmanager"), "/alertmanager")
            .WithEntrypoint("/bin/sh")
            .WithArgs("/etc/alertmanager/start.sh", "--storage.path=/alertmanager")
            .WithReceivers(droplet.Stack)
            .AsService(
                new Service
                {
                    Purpose = "Sends alerts to the operators.",
                    Cpus = "0.25",
                    Memory = "128m",
                    HealthCheck = ["CMD", "amtool", "--alertmanager.url=http://localhost:9093", "config", "show"],
                    ReadOnly = true,
                    Stateful = true,
                }
            )
            .WithMetrics(new Metrics(ResourceNames.Alertmanager, UsualPort))
            .WithDisplay();

    private static IResourceBuilder<IResourceWithEndpoints> Process(Stack stack, int? port) =>
        stack
            .Builder.AddExecutable(ResourceNames.Alertmanager, "sh", stack.Repository)
            .WithHttpEndpoint(port: port, env: "ALERTMANAGER_PORT")
            .WithArgs(context =>
            {
                var endpoint = ((IResourceWithEndpoints)context.Resource).GetEndpoint("http");
                context.Args.Add(stack.Deploy("alertmanager/start.sh"));
                context.Args.Add($"--storage.path={stack.Data.Directory("alertmanager")}");
                context.Args.Add(
                    ReferenceExpression.Create($"--web.listen-address=127.0.0.1:{endpoint.Property(EndpointProperty.TargetPort)}")
                );
            })
            .WithReceivers(stack)
            .WithDisplay();

    private static IResourceBuilder<T> WithDisplay<T>(this IResourceBuilder<T> alertmanager)
        where T : IResourceWithEndpoints =>
        alertmanager.WithUrlForEndpoint("http", url => url.DisplayText = "Alerts").WithHttpHealthCheck("/-/ready");
}
