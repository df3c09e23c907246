namespace MiniTwit.AppHost.Observability;

/// <summary>Elasticsearch in the model, and the step that makes it ready for the apps' logs.</summary>
/// <param name="Superuser">Of the user <c>elastic</c>.</param>
/// <param name="Readers">Of the user <c>minitwit_grafana</c>, who reads the logs.</param>
/// <param name="Monitors">Of the user <c>minitwit_monitor</c>, who reads figures alone.</param>
/// <param name="Container">The server.</param>
/// <param name="Setup">The step; it ends when all is set up.</param>
internal sealed record ElasticsearchBuilder(
    IResourceBuilder<ParameterResource> Superuser,
    IResourceBuilder<ParameterResource> Readers,
    IResourceBuilder<ParameterResource> Monitors,
    IResourceBuilder<ContainerResource> Container,
    IResourceBuilder<ContainerResource> Setup
)
{
    public EndpointReference Endpoint => Container.GetEndpoint("http");
}
