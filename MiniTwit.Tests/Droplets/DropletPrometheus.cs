using System.Text.Json;

namespace MiniTwit.Tests.Droplets;

/// <summary>The Prometheus of the app droplet, asked from there.</summary>
internal sealed class DropletPrometheus(TwoDroplets droplets)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>The labels of what an alert's expressions, as Prometheus has read them, are true of now. How long for is not waited.</summary>
    public async Task<IReadOnlyList<Dictionary<string, string>>> TrueOfAsync(string alert)
    {
        var rules = (await AskAsync("rules?type=alert"))
            .GetProperty("groups")
            .EnumerateArray()
            .SelectMany(group => group.GetProperty("rules").EnumerateArray())
            .Where(rule => rule.GetProperty("name").GetString() == alert)
            .Select(rule => rule.GetProperty("query").GetString()!)
            .ToList();
        Assert.NotEmpty(rules);
        List<Dictionary<string, string>> found = [];
        foreach (var query in rules)
        {
            found.AddRange(
                (await AskAsync($"query?query={Uri.EscapeDataString(query)}"))
                    .GetProperty("result")
                    .EnumerateArray()
                    .Select(series => series.GetProperty("metric").Deserialize<Dictionary<string, string>>()!)
            );
        }

        return found;
    }

    /// <summary>Waits until an alert's expressions are true of something that is looked for, or of nothing of the kind any more.</summary>
    public async Task UntilAsync(string alert, Func<Dictionary<string, string>, bool> lookedFor, bool found = true)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        while ((await TrueOfAsync(alert)).Any(lookedFor) != found)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), timeout.Token);
        }
    }

    private async Task<JsonElement> AskAsync(string question) =>
        JsonElement
            .Parse(
                await droplets.OnAsync(
                    "app",
                    $"curl --silent --fail --max-time 20 \"http://$(docker inspect --format '{{{{.NetworkSettings.Networks.minitwit_private.IPAddress}}}}' minitwit-prometheus-1):9090/api/v1/{question}\""
                )
            )
            .GetProperty("data");
}
