using MiniTwit.AppHost.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Observability;

/// <summary>Elasticsearch with its users, index template and retention, from <c>deploy/elasticsearch</c>. Containers only.</summary>
internal static class ElasticsearchExtensions
{
    public const string Registry = "docker.elastic.co";
    public const string Tag = "9.1.4";
    private const string Image = "elasticsearch/elasticsearch";
    private const int SignedOut = 401;

    /// <summary>Null where it cannot be hosted.</summary>
    public static ElasticsearchBuilder? AddElasticsearch(this Stack stack)
    {
        if (stack.Mode == HostingMode.Processes)
        {
            stack.AddSwitchedOff(ResourceNames.Elasticsearch);
            stack.AddSwitchedOff(ResourceNames.ElasticsearchSetup);
            return null;
        }

        var password = stack.Secret("elasticsearch-password");
        var readers = stack.Secret("elasticsearch-grafana-password");
        var server = stack.Builder
            .AddContainer(ResourceNames.Elasticsearch, Image, Tag)
            .WithImageRegistry(Registry)
            .WithHttpEndpoint(port: stack.Port(ResourceNames.Elasticsearch, 9200), targetPort: 9200)
            .WithVolume($"minitwit-{stack.Data.Id}-elasticsearch", "/usr/share/elasticsearch/data")
            .WithEnvironment("discovery.type", "single-node")
            .WithEnvironment("xpack.security.enabled", "true")
            .WithEnvironment("xpack.security.http.ssl.enabled", "false")
            .WithEnvironment("xpack.ml.enabled", "false")
            .WithEnvironment("ingest.geoip.downloader.enabled", "false")
            .WithEnvironment("ELASTIC_PASSWORD", password)
            .WithEnvironment("ES_JAVA_OPTS", "-Xms512m -Xmx512m")
            .WithHttpHealthCheck("/", SignedOut);
        return new ElasticsearchBuilder(readers, server, stack.AddSetup(server, password, readers));
    }

    /// <summary>The image of the server itself: it has a shell and curl, and needs no other to be fetched.</summary>
    private static IResourceBuilder<ContainerResource> AddSetup(
        this Stack stack,
        IResourceBuilder<ContainerResource> server,
        IResourceBuilder<ParameterResource> password,
        IResourceBuilder<ParameterResource> readers) => stack.Builder
        .AddContainer(ResourceNames.ElasticsearchSetup, Image, Tag)
        .WithImageRegistry(Registry)
        .WithBindMount(stack.Deploy("elasticsearch"), "/setup", isReadOnly: true)
        .WithEntrypoint("/bin/sh")
        .WithArgs("/setup/setup.sh")
        .WithEnvironment("ELASTICSEARCH_URL", server.GetEndpoint("http"))
        .WithEnvironment("ELASTIC_PASSWORD", password)
        .WithEnvironment("GRAFANA_PASSWORD", readers)
        .WaitForStart(server);
}
