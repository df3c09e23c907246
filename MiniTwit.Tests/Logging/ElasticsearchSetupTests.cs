using System.Diagnostics;
using System.Text;
using MiniTwit.Tests.Alerting;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Logging;

/// <summary>
/// <c>deploy/elasticsearch/setup.sh</c> against a stand-in: Elasticsearch cannot be had here, so a recorder answers as its
/// documentation says, and what the script sent is compared.
/// </summary>
public sealed class ElasticsearchSetupTests
{
    private const string Template = "/_index_template/logs-minitwit";
    private static readonly string[] AllInOrder =
    [
        "PUT /_ilm/policy/logs-minitwit",
        "PUT /_index_template/logs-minitwit",
        "PUT /_security/role/minitwit_logs_writer",
        "PUT /_security/role/minitwit_logs_reader",
        "PUT /_security/role/minitwit_monitor",
        "PUT /_security/user/minitwit_logstash",
        "PUT /_security/user/minitwit_grafana",
        "PUT /_security/user/minitwit_monitor",
        "PUT /_security/user/kibana_system/_password",
    ];

    [Fact]
    public async Task Everything_is_put_in_order_as_user_elastic()
    {
        using var elastic = new StandInElasticsearch();

        var (exit, output) = await RunAsync(elastic.Address);

        Assert.True(exit == 0, output);
        Assert.Equal(AllInOrder, elastic.Changes);
        Assert.All(elastic.Requests, r => Assert.Equal($"Basic {Base64("elastic:pass\"word\\1")}", r.Authorization));
        Assert.Equal(
            await File.ReadAllTextAsync(
                Repository.File("deploy", "elasticsearch", "index-template.json"),
                TestContext.Current.CancellationToken
            ),
            elastic.BodyOf(Template)
        );
        Assert.Equal(
            """{"password":"ls \"quoted\" \\","roles":["minitwit_logs_writer"]}""",
            elastic.BodyOf("/_security/user/minitwit_logstash")
        );
        Assert.Equal("""{"cluster":["monitor"]}""", elastic.BodyOf("/_security/role/minitwit_monitor").Trim());
        Assert.Equal("""{"password":"monitor-1","roles":["minitwit_monitor"]}""", elastic.BodyOf("/_security/user/minitwit_monitor"));
        Assert.Equal("""{"password":"kibana-1"}""", elastic.BodyOf("/_security/user/kibana_system/_password"));
    }

    [Fact]
    public async Task Second_run_does_the_same_and_keeps_the_streams_index()
    {
        using var elastic = new StandInElasticsearch { HasStream = true };

        await RunAsync(elastic.Address);
        var (exit, output) = await RunAsync(elastic.Address);

        Assert.True(exit == 0, output);
        Assert.Equal([.. AllInOrder, .. AllInOrder], elastic.Changes);
    }

    [Fact]
    public async Task Changed_template_begins_a_new_index()
    {
        using var elastic = new StandInElasticsearch { HasStream = true, StoredTemplate = "{\"old\":true}" };

        var (exit, output) = await RunAsync(elastic.Address);

        Assert.True(exit == 0, output);
        Assert.Equal(["PUT /_index_template/logs-minitwit", "POST /logs-minitwit-default/_rollover"], elastic.Changes.Skip(1).Take(2));
    }

    [Fact]
    public async Task Waits_for_elasticsearch_until_it_is_ready()
    {
        using var elastic = new StandInElasticsearch { NotReadyFor = 2 };

        var (exit, output) = await RunAsync(elastic.Address);

        Assert.True(exit == 0, output);
        Assert.Equal(AllInOrder, elastic.Changes);
    }

    [Fact]
    public async Task Waits_no_longer_than_told()
    {
        var watch = Stopwatch.StartNew();
        var (exit, output) = await RunAsync(new Uri($"http://127.0.0.1:{AppProcess.FreePort()}"), patience: 2);

        Assert.Equal(1, exit);
        Assert.Contains("not ready within 2 s", output, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"it took {watch.Elapsed}");
    }

    [Fact]
    public async Task Refusal_ends_it_with_what_was_refused_and_without_secrets()
    {
        using var elastic = new StandInElasticsearch { Refuses = "/_security/user/minitwit_logstash" };

        var (exit, output) = await RunAsync(elastic.Address);

        Assert.Equal(1, exit);
        Assert.Contains("/_security/user/minitwit_logstash: 400", output, StringComparison.Ordinal);
        Assert.DoesNotContain("pass\"word", output, StringComparison.Ordinal);
    }

    internal static Task<(int Exit, string Output)> RunAsync(Uri elasticsearch, int patience = 30) =>
        Deployment.RunAsync(
            "/bin/sh",
            [Deployment.Path("deploy/elasticsearch/setup.sh")],
            new Dictionary<string, string>
            {
                ["ELASTICSEARCH_URL"] = elasticsearch.ToString().TrimEnd('/'),
                ["WAIT_SECONDS"] = $"{patience}",
                ["ELASTIC_PASSWORD"] = "pass\"word\\1",
                ["LOGSTASH_PASSWORD"] = "ls \"quoted\" \\",
                ["GRAFANA_PASSWORD"] = "grafana-1",
                ["KIBANA_PASSWORD"] = "kibana-1",
                ["MONITOR_PASSWORD"] = "monitor-1",
            }
        );

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
