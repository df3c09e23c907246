namespace MiniTwit.Tests.Logging;

/// <summary>Stands in for Elasticsearch: answers the calls that the setup makes as their documentation says.</summary>
internal sealed class StandInElasticsearch : IDisposable
{
    private readonly HttpRecorder _recorder;

    public StandInElasticsearch() => _recorder = new HttpRecorder(Answer);

    public Uri Address => _recorder.Address;

    public int NotReadyFor { get; set; }

    public bool HasStream { get; init; }

    public string? StoredTemplate { get; set; }

    public string? Refuses { get; init; }

    public IReadOnlyList<RecordedRequest> Requests => _recorder.Requests;

    /// <summary>What was changed, in order.</summary>
    public IEnumerable<string> Changes => Requests.Where(r => r.Method != "GET").Select(r => $"{r.Method} {r.Path}");

    public string BodyOf(string path) => Requests.First(r => r.Method != "GET" && r.Path == path).Body;

    public void Dispose() => _recorder.Dispose();

    private (int Status, string Body) Answer(RecordedRequest request)
    {
        var path = request.Path.Split('?')[0];
        switch (request.Method, path)
        {
            case ("GET", "/_cluster/health"):
                return NotReadyFor-- > 0 ? (503, "") : (200, """{"status":"yellow"}""");
            case ("GET", "/_index_template/logs-minitwit"):
                return StoredTemplate is null ? (404, """{"status":404}""") : (200, StoredTemplate);
            case ("GET", "/_data_stream/logs-minitwit-default"):
                return HasStream ? (200, """{"data_streams":[{}]}""") : (404, """{"status":404}""");
            case ("PUT", "/_index_template/logs-minitwit"):
                StoredTemplate = request.Body;
                return (200, """{"acknowledged":true}""");
            default:
                return path == Refuses ? (400, """{"error":{"reason":"no"}}""") : (200, "{}");
        }
    }
}
