using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Hosting;
using MiniTwit.AppHost.Publishing;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Observability;

/// <summary>Elasticsearch with its users, index template and retention, from <c>deploy/elasticsearch</c>. Containers only.</summary>
internal static class ElasticsearchExtensions
{
    private const int SignedOut = 401;

    /// <summary>Null where it cannot be hosted.</summary>
    public static ElasticsearchBuilder? AddElasticsearch(this Droplet droplet)
    {
        var stack = droplet.Stack;
        if (stack.Mode == HostingMode.Processes)
        {
            stack.AddSwitchedOff(ResourceNames.Elasticsearch);
            return null;
        }

        var password = stack.Secret("elasticsearch-password", "Of Elasticsearch's superuser elastic.");
        var readers = stack.Secret("elasticsearch-grafana-password", "Of Elasticsearch's user minitwit_grafana, who reads the logs.");
        var monitors = stack.Secret("elasticsearch-monitor-password", "Of Elasticsearch's user minitwit_monitor, who reads figures alone.");
        var server = droplet
            .AddContainer(ResourceNames.Elasticsearch, Images.Elasticsearch)
            .WithHttpEndpoint(port: stack.Port(ResourceNames.Elasticsearch, 9200), targetPort: 9200)
            .WithUrlForEndpoint("http", url => url.DisplayText = "Elasticsearch")
            .WithVolume(stack.Volume("elasticsearch"), "/usr/share/elasticsearch/data")
            .WithEnvironment("ES_SETTING_DISCOVERY_TYPE", "single-node")
            .WithEnvironment("ES_SETTING_XPACK_SECURITY_ENABLED", "true")
            .WithEnvironment("ES_SETTING_XPACK_SECURITY_HTTP_SSL_ENABLED", "false")
            .WithEnvironment("ES_SETTING_XPACK_ML_ENABLED", "false")
            .WithEnvironment("ES_SETTING_INGEST_GEOIP_DOWNLOADER_ENABLED", "false")
            .WithEnvironment("ELASTIC_PASSWORD", password)
            .WithEnvironment("ES_JAVA_OPTS", "-Xms512m -Xmx512m")
            .WithHttpHealthCheck("/", SignedOut)
            .AsService(
                new Service
                {
                    Purpose = "Keeps the apps' log lines for 14 days.",
                    Cpus = "1.5",
                    Memory = "1200m",
                    HealthCheck = ["CMD-SHELL", "curl --silent --output /dev/null --max-time 4 http://localhost:9200"],
                    StartPeriod = "120s",
                    StopGracePeriod = "60s",
                    Start = ["/bin/tini", "--", "/usr/local/bin/docker-entrypoint.sh", "eswrapper"],
                    Stateful = true,
                }
            );
        var setup = droplet
            .AddSetup(
                ResourceNames.ElasticsearchSetup,
                Images.Elasticsearch,
                "setup.sh",
                password,
                "Gives Elasticsearch its users, index template and retention."
            )
            .WithEnvironment("ELASTICSEARCH_URL", server.GetEndpoint("http"))
            .WithEnvironment("GRAFANA_PASSWORD", readers)
            .WithEnvironment("MONITOR_PASSWORD", monitors)
            .WaitForStart(server);
        return new ElasticsearchBuilder(password, readers, monitors, server, setup);
    }

    /// <summary>A script of <c>deploy/elasticsearch</c>, run to its end as user elastic.</summary>
    /// <param name="droplet">Where it runs.</param>
    /// <param name="name">The resource.</param>
    /// <param name="image">That of the server it sets up: it has a shell and curl, and needs no other to be fetched.</param>
    /// <param name="script">The file's name.</param>
    /// <param name="superuser">The password of elastic.</param>
    /// <param name="purpose">For the operator.</param>
    /// <param name="onDemand">As <see cref="Service.OnDemand"/>.</param>
    public static IResourceBuilder<ContainerResource> AddSetup(
        this Droplet droplet,
        string name,
        Image image,
        string script,
        IResourceBuilder<ParameterResource> superuser,
        string purpose,
        bool onDemand = false
    ) =>
        droplet
            .AddContainer(name, image)
            .WithBindMount(droplet.Stack.Deploy("elasticsearch"), "/setup", isReadOnly: true)
            .WithEntrypoint("/bin/sh")
            .WithArgs($"/setup/{script}")
            .WithEnvironment("ELASTIC_PASSWORD", superuser)
            .AsService(
                new Service
                {
                    Purpose = purpose,
                    Cpus = "0.25",
                    RunsToCompletion = true,
                    OnDemand = onDemand,
                }
            );
}
