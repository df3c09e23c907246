using MiniTwit.AppHost.Hosting;

namespace MiniTwit.AppHost.Prometheus;

/// <summary>Prometheus in the model, hosted either way.</summary>
internal sealed class PrometheusBuilder(Stack stack, IResourceBuilder<IResourceWithEndpoints> resource)
{
    public EndpointReference Endpoint => resource.GetEndpoint("http");

    /// <summary>Tells Prometheus where the apps' metrics are, as soon as their ports are known.</summary>
    public PrometheusBuilder Scraping(params IResourceBuilder<ProjectResource>[] apps)
    {
        foreach (var app in apps)
        {
            app.OnResourceEndpointsAllocated((allocated, _, cancellation) => ScrapeTargets.WriteAsync(stack, allocated, cancellation));
        }

        return this;
    }
}
