using System.Net.Http.Json;
using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Alerting;

/// <summary>The rule on the database's pools finds the labels that it joins by in what the real API tells.</summary>
public sealed class PoolRuleTests(StackFixture stack)
{
    private const string Limit = " > 0.8";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task How_full_a_pool_is_is_known_of_the_running_api()
    {
        using var prometheus = StackFixture.CreateClient(stack.Prometheus);
        var rules = await DataAsync(prometheus, "/api/v1/rules?type=alert&rule_name[]=DatabaseConnectionsNearLimit");
        var rule = rules
            .GetProperty("groups")
            .EnumerateArray()
            .SelectMany(group => group.GetProperty("rules").EnumerateArray())
            .Single(rule => rule.GetProperty("labels").GetProperty("limit").GetString() == "pool")
            .GetProperty("query")
            .GetString()!;
        Assert.EndsWith(Limit, rule, StringComparison.Ordinal);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        JsonElement answer;
        while (
            (
                answer = (await DataAsync(prometheus, $"/api/v1/query?query={Uri.EscapeDataString(rule[..^Limit.Length])}")).GetProperty(
                    "result"
                )
            ).GetArrayLength() == 0
            && !patience.IsCancellationRequested
        )
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        }

        Assert.Equal("api", Assert.Single(answer.EnumerateArray()).GetProperty("metric").GetProperty("job").GetString());
    }

    private static async Task<JsonElement> DataAsync(HttpClient prometheus, string path) =>
        (await prometheus.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken)).GetProperty("data");
}
