using System.Text.Json;

namespace MiniTwit.Tests.Droplets;

/// <summary>The Prometheus of the app droplet, asked from the services' network.</summary>
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
            found.AddRange((await SeriesAsync(query)).Select(series => series.Labels));
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

    /// <summary>The series that a query finds, each with its labels and its value now.</summary>
    public async Task<IEnumerable<(Dictionary<string, string> Labels, string Value)>> SeriesAsync(string query) =>
        (await AskAsync($"query?query={Uri.EscapeDataString(query)}"))
            .GetProperty("result")
            .EnumerateArray()
            .Select(series =>
                (series.GetProperty("metric").Deserialize<Dictionary<string, string>>()!, series.GetProperty("value")[1].GetString()!)
            );

    private async Task<JsonElement> AskAsync(string question) =>
        JsonElement.Parse(await droplets.Services.AskAsync($"http://prometheus:9090/api/v1/{question}")).GetProperty("data");
}
