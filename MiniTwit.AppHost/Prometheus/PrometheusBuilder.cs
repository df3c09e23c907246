using MiniTwit.AppHost.Hosting;

namespace MiniTwit.AppHost.Prometheus;

/// <summary>Prometheus in the model, hosted either way.</summary>
internal sealed class PrometheusBuilder(Stack stack, IResourceBuilder<IResourceWithEndpoints> resource)
{
    public EndpointReference Endpoint => resource.GetEndpoint("http");

    /// <summary>Tells Prometheus where the apps' metrics and its own are, as soon as the ports are known.</summary>
    public PrometheusBuilder Scraping(params IResourceBuilder<ProjectResource>[] apps)
    {
        resource.OnResourceEndpointsAllocated(
            (self, _, cancellation) =>
                ScrapeTargets.WriteAsync(
                    stack,
                    self.Name,
                    stack.Mode == HostingMode.Containers ? "localhost:9090" : $"localhost:{Endpoint.Port}",
                    cancellation
                )
        );
        foreach (var app in apps)
        {
            app.OnResourceEndpointsAllocated((allocated, _, cancellation) => ScrapeTargets.WriteAsync(stack, allocated, cancellation));
        }

        return this;
    }

    /// <summary>Has alerts sent to Alertmanager, and its metrics scraped: one target file says where, for both.</summary>
    public PrometheusBuilder Alerting(IResourceBuilder<IResourceWithEndpoints> alertmanager)
    {
        alertmanager.OnResourceEndpointsAllocated(
            (self, _, cancellation) =>
                ScrapeTargets.WriteAsync(
                    stack,
                    self.Name,
                    stack.Mode == HostingMode.Containers ? $"{self.Name}:9093" : $"localhost:{self.GetEndpoint("http").Port}",
                    cancellation
                )
        );
        return this;
    }
}
