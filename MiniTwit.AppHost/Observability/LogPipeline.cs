using MiniTwit.AppHost.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Observability;

/// <summary>The apps' log files → Logstash → Elasticsearch, and Kibana to look into it. Containers only.</summary>
internal static class LogPipeline
{
    private const string Registry = "docker.elastic.co";
    private const string ElasticTag = "9.1.4";

    /// <summary>Null where it cannot be hosted.</summary>
    public static ElasticsearchBuilder? AddElasticsearch(this Stack stack)
    {
        if (stack.IsSwitchedOff(ResourceNames.Elasticsearch))
        {
            return null;
        }

        var password = stack.Secret("elasticsearch-password");
        return new ElasticsearchBuilder(password, stack.Builder
            .AddContainer(ResourceNames.Elasticsearch, "elasticsearch/elasticsearch", ElasticTag)
            .WithImageRegistry(Registry)
            .WithHttpEndpoint(port: stack.Port(ResourceNames.Elasticsearch, 9200), targetPort: 9200)
            .WithVolume($"minitwit-{stack.Data.Id}-elasticsearch", "/usr/share/elasticsearch/data")
            .WithEnvironment("discovery.type", "single-node")
            .WithEnvironment("xpack.security.http.ssl.enabled", "false")
            .WithEnvironment("ELASTIC_PASSWORD", password)
            .WithEnvironment("ES_JAVA_OPTS", "-Xms512m -Xmx512m"));
    }

    public static void AddLogstash(this Stack stack, ElasticsearchBuilder? elasticsearch)
    {
        if (elasticsearch is null)
        {
            stack.AddSwitchedOff(ResourceNames.Logstash);
            return;
        }

        stack.Builder
            .AddContainer(ResourceNames.Logstash, "logstash/logstash", ElasticTag)
            .WithImageRegistry(Registry)
            .WithHttpEndpoint(port: stack.Port(ResourceNames.Logstash, 9600), targetPort: 9600)
            .WithBindMount(stack.Deploy("logstash/logstash.yml"), "/usr/share/logstash/config/logstash.yml", isReadOnly: true)
            .WithBindMount(stack.Deploy("logstash/pipeline"), "/usr/share/logstash/pipeline", isReadOnly: true)
            .WithBindMount(stack.Data.Directory("logs"), "/var/log/minitwit", isReadOnly: true)
            .WithVolume($"minitwit-{stack.Data.Id}-logstash", "/usr/share/logstash/data")
            .WithEnvironment("ELASTICSEARCH_URL", elasticsearch.Endpoint)
            .WithEnvironment("ELASTICSEARCH_PASSWORD", elasticsearch.Password)
            .WithEnvironment("LS_JAVA_OPTS", "-Xms256m -Xmx256m")
            .WithHttpHealthCheck("/");
    }

    /// <summary>Started by hand: it is heavy, and Grafana shows the logs too.</summary>
    public static void AddKibana(this Stack stack, ElasticsearchBuilder? elasticsearch)
    {
        if (elasticsearch is null)
        {
            stack.AddSwitchedOff(ResourceNames.Kibana);
            return;
        }

        stack.Builder
            .AddContainer(ResourceNames.Kibana, "kibana/kibana", ElasticTag)
            .WithImageRegistry(Registry)
            .WithHttpEndpoint(port: stack.Port(ResourceNames.Kibana, 5601), targetPort: 5601)
            .WithEnvironment("ELASTICSEARCH_HOSTS", elasticsearch.Endpoint)
            .WithEnvironment("ELASTICSEARCH_USERNAME", "kibana_system")
            .WithEnvironment("ELASTICSEARCH_PASSWORD", elasticsearch.Password)
            .WithHttpHealthCheck("/api/status")
            .WithExplicitStart();
    }

    private static bool IsSwitchedOff(this Stack stack, string name)
    {
        if (stack.Mode == HostingMode.Processes)
        {
            stack.AddSwitchedOff(name);
        }

        return stack.Mode == HostingMode.Processes;
    }
}
