using System.Net.WebSockets;
using System.Text;

namespace MiniTwit.Tests.Security;

/// <summary>What the edge lets through, and to whom: each of its names in front of a part with ways of its own.</summary>
public sealed class DoorsTests(LocalEdge edge) : IClassFixture<LocalEdge>
{
    private const int Megabyte = 1000 * 1000;
    private const int LargestImport = 25 * 1024 * 1024;
    private const int Limit = 26 * 1024 * 1024;

    [Theory]
    [InlineData("kibana", "/internal/bsearch")]
    [InlineData("kibana", "/internal/security/login")]
    [InlineData("kibana", "/api/saved_objects/_import")]
    [InlineData("grafana", "/api/ds/query")]
    [InlineData("grafana", "/internal/anything")]
    [InlineData("web", "/login")]
    [InlineData("api", "/register")]
    public async Task Pages_reach_the_routes_of_their_part(string part, string path)
    {
        using var client = edge.Client(part, signedIn: part == "kibana");
        using var answer = await client.PostAsync(path, new StringContent("12345"), TestContext.Current.CancellationToken);

        Assert.Equal(
            (200, $"{part} POST {path} 5 "),
            ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
        );
    }

    [Theory]
    [InlineData("web", "/internal/bsearch")]
    [InlineData("api", "/internal/seed")]
    [InlineData("api", "/Internal/keys")]
    [InlineData("web", "/health/ready")]
    [InlineData("web", "/metrics")]
    [InlineData("api", "/metrics")]
    [InlineData("grafana", "/metrics")]
    [InlineData("grafana", "/%6detrics")]
    [InlineData("grafana", "//metrics")]
    [InlineData("grafana", "/healthz")]
    [InlineData("grafana", "/api/health")]
    [InlineData("kibana", "/metrics")]
    public async Task What_is_for_operators_stays_inside(string part, string path)
    {
        using var client = edge.Client(part);
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
        {
            using var question = new HttpRequestMessage(method, $"https://{edge.Host(part)}{path}");
            using var answer = await client.SendAsync(question, TestContext.Current.CancellationToken);

            Assert.Equal(404, (int)answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("web", Megabyte, 200)]
    [InlineData("web", Megabyte + 1, 413)]
    [InlineData("api", Megabyte, 200)]
    [InlineData("api", Megabyte + 1, 413)]
    [InlineData("grafana", 5 * Megabyte, 200)]
    [InlineData("grafana", Limit + 1, 413)]
    [InlineData("kibana", LargestImport, 200)]
    [InlineData("kibana", Limit + 1, 413)]
    public async Task A_body_may_be_as_large_as_its_part_takes(string part, int length, int expected)
    {
        using var client = edge.Client(part);
        // Asked for first, so that an answer in the middle of it is heard.
        client.DefaultRequestHeaders.ExpectContinue = true;
        using var answer = await client.PostAsync(
            "/api/saved_objects/_import",
            new ByteArrayContent(new byte[length]),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(expected, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Nobody_reaches_kibana_without_the_edges_password()
    {
        using var stranger = edge.Client("kibana", signedIn: false);
        using var answer = await stranger.PostAsync("/internal/bsearch", new StringContent(""), TestContext.Current.CancellationToken);

        Assert.Equal(401, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Dashboards_hear_of_news_over_a_web_socket()
    {
        using var client = edge.Client("grafana", signedIn: false);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"wss://{edge.Host("grafana")}/api/live/ws"), client, TestContext.Current.CancellationToken);
        var heard = new byte[16];
        var message = await socket.ReceiveAsync(heard, TestContext.Current.CancellationToken);

        Assert.Equal("news", Encoding.UTF8.GetString(heard, 0, message.Count));
    }

    [Fact]
    public async Task Names_that_clients_make_up_are_not_kept()
    {
        using var client = edge.Client("web");
        await AskAsync("web.minitwit.test");
        // To be asked for them is counted too.
        await edge.MetricsAsync();
        var before = (await edge.MetricsAsync()).Count;
        for (var port = 1; port <= 20; port++)
        {
            await AskAsync($"web.minitwit.test:{port}");
        }

        Assert.Equal(before, (await edge.MetricsAsync()).Count);

        async Task AskAsync(string name)
        {
            using var question = new HttpRequestMessage(HttpMethod.Get, "/metrics");
            question.Headers.Host = name;
            using var answer = await client.SendAsync(question, TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("web", 1)]
    [InlineData("api", 1)]
    [InlineData("grafana", 0)]
    [InlineData("kibana", 0)]
    public async Task Only_an_app_that_is_not_reached_is_a_failure_of_the_edges(string part, int failures)
    {
        var before = await FailuresAsync();
        using var client = edge.Client(part);
        // With a body, so that it is not asked again.
        using var answer = await client.PostAsync("/hang-up", new StringContent("12345"), TestContext.Current.CancellationToken);

        Assert.Equal((502, before + failures), ((int)answer.StatusCode, await FailuresAsync()));
    }

    /// <summary>Some addresses have in them what their reader alone may know.</summary>
    [Fact]
    public async Task What_fails_is_logged_without_its_query_and_where_it_came_from()
    {
        using var client = edge.Client("web");
        client.DefaultRequestHeaders.Referrer = new($"https://{edge.Host("web")}/secret-of-referrer");
        using var answer = await client.PostAsync(
            "/hang-up?token=secret-of-query",
            new StringContent("12345"),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(502, (int)answer.StatusCode);
        Assert.All(await edge.LinesAsync("/hang-up"), line => Assert.DoesNotContain("secret", line, StringComparison.Ordinal));
    }

    /// <summary>As minitwit:edge_errors:rate5m counts them.</summary>
    private async Task<int> FailuresAsync()
    {
        var lines = (await edge.MetricsAsync())
            .Where(line => line.Contains("code=\"502\"") && !line.Contains("server=\"operators\""))
            .ToList();
        return Sum("caddy_http_request_duration_seconds_count{") - Sum("caddy_http_response_duration_seconds_count{");

        int Sum(string metric) => lines.Where(line => line.StartsWith(metric)).Sum(line => int.Parse(line.Split(' ')[^1]));
    }
}
