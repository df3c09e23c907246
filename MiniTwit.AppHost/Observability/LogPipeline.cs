using Microsoft.Extensions.DependencyInjection;
using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Publishing;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Observability;

/// <summary>The apps' log files → Logstash → Elasticsearch, and Kibana to look into it. Containers only.</summary>
internal static class LogPipeline
{
    public static void AddLogstash(this Droplet droplet, ElasticsearchBuilder? elasticsearch)
    {
        var stack = droplet.Stack;
        if (elasticsearch is null)
        {
            stack.AddSwitchedOff(ResourceNames.Logstash);
            return;
        }

        var password = stack.Secret("elasticsearch-logstash-password", "Of Elasticsearch's user minitwit_logstash, who writes the logs.");
        elasticsearch.Setup.WithEnvironment("LOGSTASH_PASSWORD", password);
        droplet
            .AddContainer(ResourceNames.Logstash, Images.Logstash)
            .WithHttpEndpoint(port: stack.Port(ResourceNames.Logstash, 9600), targetPort: 9600)
            .WithUrlForEndpoint("http", url => url.DisplayText = "Status")
            .WithBindMount(stack.Deploy("logstash/logstash.yml"), "/usr/share/logstash/config/logstash.yml", isReadOnly: true)
            .WithBindMount(stack.Deploy("logstash/pipeline"), "/usr/share/logstash/pipeline", isReadOnly: true)
            .WithBindMount(stack.LogFiles, Logs.InContainers, isReadOnly: true)
            .WithVolume(stack.Volume("logstash"), "/usr/share/logstash/data")
            .WithEnvironment("ELASTICSEARCH_URL", elasticsearch.Endpoint)
            .WithEnvironment("ELASTICSEARCH_PASSWORD", password)
            .WithEnvironment("LS_JAVA_OPTS", "-Xms256m -Xmx256m")
            .WithHttpHealthCheck("/")
            .AsService(
                new Service
                {
                    Purpose = "Reads the apps' log files and sends their lines to Elasticsearch.",
                    Cpus = "1.0",
                    Memory = "768m",
                    HealthCheck = ["CMD-SHELL", "curl --silent --fail --output /dev/null --max-time 4 http://localhost:9600"],
                    StartPeriod = "180s",
                    StopGracePeriod = "60s",
                    Start = ["/usr/local/bin/docker-entrypoint"],
                    OnEveryNode = true,
                }
            )
            // A line sent sooner would make the stream with Elasticsearch's own template.
            .WaitForCompletion(elasticsearch.Setup);
    }

    /// <summary>Started by hand: it is heavy, and Grafana shows the logs too.</summary>
    public static void AddKibana(this Droplet droplet, ElasticsearchBuilder? elasticsearch)
    {
        var stack = droplet.Stack;
        if (elasticsearch is null)
        {
            stack.AddSwitchedOff(ResourceNames.Kibana);
            return;
        }

        var password = stack.Secret("elasticsearch-kibana-password", "Of Elasticsearch's user kibana_system, by whom Kibana signs in.");
        var kibana = droplet
            .AddContainer(ResourceNames.Kibana, Images.Kibana)
            .WithHttpEndpoint(port: stack.Port(ResourceNames.Kibana, 5601), targetPort: 5601)
            .WithUrlForEndpoint("http", url => url.DisplayText = "Logs")
            .WithEnvironment("ELASTICSEARCH_HOSTS", elasticsearch.Endpoint)
            .WithEnvironment("ELASTICSEARCH_USERNAME", "kibana_system")
            .WithEnvironment("ELASTICSEARCH_PASSWORD", password)
            .WithEnvironment("TELEMETRY_OPTIN", "false")
            .WithHttpHealthCheck("/api/status")
            .AsService(
                new Service
                {
                    Purpose =
                        "To search the logs by hand. Heavy, so started when needed: docker service scale minitwit_kibana=1 minitwit_kibana-setup=1.",
                    Cpus = "1.0",
                    Memory = "1200m",
                    HealthCheck = ["CMD-SHELL", "curl --silent --fail --output /dev/null --max-time 4 http://localhost:5601/api/status"],
                    StartPeriod = "180s",
                    Start = ["/bin/tini", "--", "/usr/local/bin/kibana-docker"],
                    OnDemand = true,
                }
            )
            .WaitForCompletion(elasticsearch.Setup)
            .WithExplicitStart();
        if (stack.IsPublishing)
        {
            kibana
                .WithEnvironment("SERVER_PUBLICBASEURL", $"https://{stack.KibanaHost}")
                .WithEnvironment("XPACK_SECURITY_SECURECOOKIES", "true")
                .WithEnvironment("XPACK_SECURITY_SAMESITECOOKIES", "Lax");
        }

        elasticsearch.Setup.WithEnvironment("KIBANA_PASSWORD", password);
        var setup = droplet
            .AddSetup(
                ResourceNames.KibanaSetup,
                Images.Kibana,
                "kibana.sh",
                elasticsearch.Superuser,
                "Gives Kibana its data view of the logs.",
                onDemand: true
            )
            .WithEnvironment("KIBANA_URL", kibana.GetEndpoint("http"))
            .WaitFor(kibana)
            .WithExplicitStart();
        // With Kibana, not with the AppHost, whose start would not end while this waits.
        kibana.OnResourceReady(
            (_, ready, cancellation) =>
                ready
                    .Services.GetRequiredService<ResourceCommandService>()
                    .ExecuteCommandAsync(setup.Resource, KnownResourceCommands.StartCommand, cancellation)
        );
    }
}
