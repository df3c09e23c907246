using System.Reflection;
using System.Text.Json;
using Elastic.Clients.Elasticsearch;
using Elastic.Transport;
using Elastic.Transport.Products.Elasticsearch;
using MiniTwit.AppHost;

namespace MiniTwit.Tests.Logging;

/// <summary>What <c>deploy/elasticsearch/setup.sh</c> sends is what Elasticsearch knows, in the version that ships.</summary>
public sealed class ElasticRequestTests
{
    private const string Policy = "/_ilm/policy/logs-minitwit";
    private const string Template = "/_index_template/logs-minitwit";
    private const string Writer = "/_security/role/minitwit_logs_writer";

    [Fact]
    public void The_types_are_of_the_version_that_ships()
    {
        var types = Version.Parse(typeof(ElasticsearchClient).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version);
        var ships = Version.Parse(Images.Elasticsearch.Tag);

        Assert.Equal((ships.Major, ships.Minor), (types.Major, types.Minor));
    }

    [Fact]
    public async Task What_the_setup_sends_is_of_the_types()
    {
        var sent = await SentAsync();

        Assert.NotEmpty(sent);
        Assert.All(sent, request => Assert.Empty(ElasticRequest.Unknown(request.Path, request.Body)));
    }

    [Fact]
    public async Task The_setup_sends_where_the_client_would()
    {
        // The client goes on only with what says that it is Elasticsearch.
        var nowhere = new InMemoryRequestInvoker([], headers: new() { ["x-elastic-product"] = ["Elasticsearch"] });
        var client = new ElasticsearchClient(new ElasticsearchClientSettings(nowhere));
        var ct = TestContext.Current.CancellationToken;
        ElasticsearchResponse[] answers =
        [
            await client.IndexLifecycleManagement.PutLifecycleAsync("logs-minitwit", ct),
            await client.Indices.PutIndexTemplateAsync("logs-minitwit", ct),
            await client.Security.PutRoleAsync("minitwit_logs_writer", ct),
            await client.Security.PutUserAsync("minitwit_logstash", ct),
            await client.Security.ChangePasswordAsync(request => request.Username("kibana_system"), ct),
        ];
        var known = answers.Select(answer => $"{answer.ApiCallDetails.HttpMethod} {answer.ApiCallDetails.Uri!.AbsolutePath}");

        var sent = (await SentAsync()).Select(request => $"{request.Method} {request.Path}");

        Assert.Empty(known.Except(sent));
    }

    [Theory]
    [InlineData(Policy, "\"max_age\"", "\"max_aged\"", "max_aged")]
    [InlineData(Policy, "\"delete\": {}", "\"remove\": {}", "remove")]
    [InlineData(Template, "\"ignore_above\"", "\"ignore_over\"", "ignore_over")]
    [InlineData(Template, "\"match_only_text\"", "\"match_text\"", "match_text")]
    [InlineData(Template, "\"strict\"", "\"stern\"", "stern")]
    [InlineData(Template, "\"refresh_interval\"", "\"refresh_every\"", "refresh_every")]
    [InlineData(Template, "\"data_stream\"", "\"stream\"", "stream")]
    [InlineData(Writer, "\"privileges\"", "\"rights\"", "rights")]
    [InlineData(Writer, "\"create_doc\"", "\"create_docs\"", "create_docs")]
    [InlineData(Writer, "\"monitor\"", "\"watch\"", "watch")]
    [InlineData("/_security/user/minitwit_grafana", "\"roles\"", "\"role\"", "role")]
    [InlineData("/_security/user/kibana_system/_password", "\"password\"", "\"pwd\"", "pwd")]
    public async Task What_elasticsearch_does_not_know_is_found(string path, string right, string wrong, string found)
    {
        var body = (await SentAsync()).First(request => request.Path == path).Body;
        var broken = body.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(body, broken);

        Assert.Contains(found, string.Join(' ', Complaints(path, broken)), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Complaints(string path, string body)
    {
        try
        {
            return [.. ElasticRequest.Unknown(path, body)];
        }
        catch (JsonException e)
        {
            return [e.Message];
        }
    }

    private static async Task<IReadOnlyList<RecordedRequest>> SentAsync()
    {
        using var elastic = new StandInElasticsearch();
        var (exit, output) = await ElasticsearchSetupTests.RunAsync(elastic.Address);
        Assert.True(exit == 0, output);
        return [.. elastic.Requests.Where(request => request.Body.Length > 0)];
    }
}
