using System.Diagnostics;
using System.Net;
using System.Text;
using MiniTwit.AppHost;
using MiniTwit.Tests.Logging;

namespace MiniTwit.Tests.Metrics;

/// <summary>
/// An Elasticsearch of one node, as its exporter asks it and nobody else may, into which ten lines come each second, until it takes in
/// none. Tells also, as the apps do, how many were written.
/// </summary>
internal sealed class StandInNode : IDisposable
{
    public const string Password = "of the monitor";
    private const int LinesASecond = 10;
    private readonly HttpListener _listener = new();
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private long _lost;
    private long? _stoppedAt;

    public StandInNode()
    {
        Address = new Uri($"http://127.0.0.1:{AppProcess.FreePort()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = AnswerAsync();
    }

    public Uri Address { get; }

    /// <summary>Whether it answers 503 to everything.</summary>
    public bool IsAway { get; set; }

    private long Written => _since.ElapsedMilliseconds * LinesASecond / 1000;

    /// <summary>From now on, lines are written and not taken in.</summary>
    public void Stop() => _stoppedAt = Written;

    public void GoOn()
    {
        _lost += Written - (_stoppedAt ?? Written);
        _stoppedAt = null;
    }

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
    {
        var expected = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"minitwit_monitor:{Password}"))}";
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var path = context.Request.Url!.AbsolutePath;
                var text = Text(path);
                context.Response.StatusCode = (path, context.Request.Headers["Authorization"] == expected, text) switch
                {
                    ("/metrics", _, _) => 200,
                    _ when IsAway => 503,
                    (_, false, _) => 401,
                    (_, _, null) => 404,
                    _ => 200,
                };
                context.Response.ContentType = path == "/metrics" ? "text/plain; version=0.0.4" : "application/json";
                context.Response.Close(Encoding.UTF8.GetBytes(context.Response.StatusCode == 200 ? text! : "{}"), willBlock: false);
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private string? Text(string path) =>
        path switch
        {
            "/metrics" => $"# TYPE minitwit_log_lines_written_total counter\nminitwit_log_lines_written_total {Written}\n",
            "/" =>
                $$$"""{"name":"es","cluster_name":"minitwit","cluster_uuid":"u","version":{"number":"{{{Images.Elasticsearch.Tag}}}","build_date":"2026-01-01T00:00:00Z","lucene_version":"10.3.2"}}""",
            "/_cluster/health" => """{"cluster_name":"minitwit","status":"green","number_of_nodes":1}""",
            "/_nodes/_local/stats" => $$$$$"""
                {"cluster_name":"minitwit","nodes":{"n":{"name":"es","host":"es","roles":["data","ingest","master"],
                "indices":{"indexing":{"index_total":{{{{{(_stoppedAt ?? Written) - _lost}}}}}}},
                "jvm":{"mem":{"heap_used_in_bytes":268435456,"heap_max_in_bytes":536870912}},
                "fs":{"data":[{"path":"/data","mount":"/data","type":"ext4","total_in_bytes":1000,"available_in_bytes":900}]}}}}
                """,
            _ => null,
        };
}
