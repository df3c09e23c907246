using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Hosting;
using MiniTwit.AppHost.Publishing;
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
    public static ElasticsearchBuilder? AddElasticsearch(this Droplet droplet)
    {
        var stack = droplet.Stack;
        if (stack.Mode == HostingMode.Processes)
        {
            stack.AddSwitchedOff(ResourceNames.Elasticsearch);
            stack.AddSwitchedOff(ResourceNames.ElasticsearchSetup);
            return null;
        }

        var password = stack.Secret("elasticsearch-password", "Of Elasticsearch's superuser elastic.");
        var readers = stack.Secret("elasticsearch-grafana-password", "Of Elasticsearch's user minitwit_grafana, who reads the logs.");
        var server = droplet
            .AddContainer(ResourceNames.Elasticsearch, Image, Tag)
            .WithImageRegistry(Registry)
            .WithHttpEndpoint(port: stack.Port(ResourceNames.Elasticsearch, 9200), targetPort: 9200)
            .WithVolume(stack.Volume("elasticsearch"), "/usr/share/elasticsearch/data")
            .WithEnvironment("discovery.type", "single-node")
            .WithEnvironment("xpack.security.enabled", "true")
            .WithEnvironment("xpack.security.http.ssl.enabled", "false")
            .WithEnvironment("xpack.ml.enabled", "false")
            .WithEnvironment("ingest.geoip.downloader.enabled", "false")
            .WithEnvironment("ELASTIC_PASSWORD", password)
            .WithEnvironment("ES_JAVA_OPTS", "-Xms512m -Xmx512m")
            .WithHttpHealthCheck("/", SignedOut)
            .AsService(new Service
            {
                Purpose = "Keeps the apps' log lines for 14 days.",
                Cpus = "1.5",
                Memory = "1200m",
                HealthCheck = ["CMD-SHELL", "curl --silent --output /dev/null --max-time 4 http://localhost:9200"],
                StartPeriod = "120s",
                StopGracePeriod = "60s",
                Stateful = true,
            });
        return new ElasticsearchBuilder(password, readers, server, droplet.AddSetup(server, password, readers));
    }

    /// <summary>The image of the server itself: it has a shell and curl, and needs no other to be fetched.</summary>
    private static IResourceBuilder<ContainerResource> AddSetup(
        this Droplet droplet,
        IResourceBuilder<ContainerResource> server,
        IResourceBuilder<ParameterResource> password,
        IResourceBuilder<ParameterResource> readers) => droplet
        .AddContainer(ResourceNames.ElasticsearchSetup, Image, Tag)
        .WithImageRegistry(Registry)
        .WithBindMount(droplet.Stack.Deploy("elasticsearch"), "/setup", isReadOnly: true)
        .WithEntrypoint("/bin/sh")
        .WithArgs("/setup/setup.sh")
        .WithEnvironment("ELASTICSEARCH_URL", server.GetEndpoint("http"))
        .WithEnvironment("ELASTIC_PASSWORD", password)
        .WithEnvironment("GRAFANA_PASSWORD", readers)
        .AsService(new Service
        {
            Purpose = "Gives Elasticsearch its users, index template and retention.",
            Cpus = "0.25",
            RunsToCompletion = true,
        })
        .WaitForStart(server);
}
