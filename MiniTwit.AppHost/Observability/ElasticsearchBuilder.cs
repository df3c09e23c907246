namespace MiniTwit.AppHost.Observability;

/// <summary>Elasticsearch in the model, with the password of its user <c>elastic</c>.</summary>
internal sealed record ElasticsearchBuilder(IResourceBuilder<ParameterResource> Password, IResourceBuilder<ContainerResource> Container)
{
    public EndpointReference Endpoint => Container.GetEndpoint("http");
}
