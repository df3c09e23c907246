using MiniTwit.AppHost.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Observability;

/// <summary>The apps' log files → Logstash → Elasticsearch, and Kibana to look into it. Containers only.</summary>
internal static class LogPipeline
{
    public static void AddLogstash(this Stack stack, ElasticsearchBuilder? elasticsearch)
    {
        if (elasticsearch is null)
        {
            stack.AddSwitchedOff(ResourceNames.Logstash);
            return;
        }

        var password = stack.Secret("elasticsearch-logstash-password");
        elasticsearch.Setup.WithEnvironment("LOGSTASH_PASSWORD", password);
        stack.Builder
            .AddContainer(ResourceNames.Logstash, "logstash/logstash", ElasticsearchExtensions.Tag)
            .WithImageRegistry(ElasticsearchExtensions.Registry)
            .WithHttpEndpoint(port: stack.Port(ResourceNames.Logstash, 9600), targetPort: 9600)
            .WithBindMount(stack.Deploy("logstash/logstash.yml"), "/usr/share/logstash/config/logstash.yml", isReadOnly: true)
            .WithBindMount(stack.Deploy("logstash/pipeline"), "/usr/share/logstash/pipeline", isReadOnly: true)
            .WithBindMount(stack.Data.Directory("logs"), "/var/log/minitwit", isReadOnly: true)
            .WithVolume($"minitwit-{stack.Data.Id}-logstash", "/usr/share/logstash/data")
            .WithEnvironment("ELASTICSEARCH_URL", elasticsearch.Endpoint)
            .WithEnvironment("ELASTICSEARCH_PASSWORD", password)
            .WithEnvironment("LS_JAVA_OPTS", "-Xms256m -Xmx256m")
            .WithHttpHealthCheck("/")
            // A line sent sooner would make the stream with Elasticsearch's own template.
            .WaitForCompletion(elasticsearch.Setup);
    }

    /// <summary>Started by hand: it is heavy, and Grafana shows the logs too.</summary>
    public static void AddKibana(this Stack stack, ElasticsearchBuilder? elasticsearch)
    {
        if (elasticsearch is null)
        {
            stack.AddSwitchedOff(ResourceNames.Kibana);
            return;
        }

        var password = stack.Secret("elasticsearch-kibana-password");
        var kibana = stack.Builder
            .AddContainer(ResourceNames.Kibana, "kibana/kibana", ElasticsearchExtensions.Tag)
            .WithImageRegistry(ElasticsearchExtensions.Registry)
            .WithHttpEndpoint(port: stack.Port(ResourceNames.Kibana, 5601), targetPort: 5601)
            .WithEnvironment("ELASTICSEARCH_HOSTS", elasticsearch.Endpoint)
            .WithEnvironment("ELASTICSEARCH_USERNAME", "kibana_system")
            .WithEnvironment("ELASTICSEARCH_PASSWORD", password)
            .WithEnvironment("TELEMETRY_OPTIN", "false")
            .WithHttpHealthCheck("/api/status")
            .WaitForCompletion(elasticsearch.Setup)
            .WithExplicitStart();
        elasticsearch.Setup
            .WithEnvironment("KIBANA_PASSWORD", password)
            .WithEnvironment("KIBANA_URL", kibana.GetEndpoint("http"));
    }
}
