using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Publishing;

namespace MiniTwit.Tests.Metrics;

/// <summary>The exporter as the droplet's file starts it, told of a stand-in.</summary>
internal static class ElasticsearchExporter
{
    public static (RunningProgram Program, string Target) Start(Uri elasticsearch)
    {
        var service = Manifest.Read(Manifest.SwarmStack, "services")["elasticsearch-exporter"];
        var environment = Manifest.Map(service, "environment");
        var target = $"127.0.0.1:{AppProcess.FreePort()}";
        var program = RunningProgram.Start(
            "prometheus-elasticsearch-exporter",
            [
                .. Manifest
                    .Sequence(service, "command")
                    .Select(argument => argument.Replace("http://elasticsearch:9200", elasticsearch.ToString(), StringComparison.Ordinal)),
                $"--web.listen-address={target}",
            ],
            ("ES_USERNAME", Manifest.Scalar(environment, "ES_USERNAME")),
            ("ES_PASSWORD", StandInNode.Password)
        );
        return (program, target);
    }
}
