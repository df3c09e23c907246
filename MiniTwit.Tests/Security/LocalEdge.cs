using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniTwit.Tests.Droplets;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Metrics;

namespace MiniTwit.Tests.Security;

/// <summary>The edge, with a server behind it that says what reached it in place of each part, or hangs up.</summary>
public sealed class LocalEdge : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly Dictionary<string, string> Parts = new()
    {
        ["web"] = "web-serving.",
        ["api"] = "api-serving.",
        ["grafana"] = "grafana:3000",
        ["kibana"] = "kibana:5601",
    };

    private readonly Dictionary<int, string> _behind = Parts.Keys.ToDictionary(_ => AppProcess.FreePort());
    private readonly string _log = Path.GetTempFileName();
    private WebApplication _server = null!;
    private EdgeProcess _edge = null!;

    /// <summary>What the world calls a part, with the edge's port.</summary>
    public string Host(string part) => _edge.Host(part);

    /// <summary>A client of one part.</summary>
    /// <param name="part">web, api, grafana or kibana.</param>
    /// <param name="signedIn">Says the password that the edge asks for.</param>
    public HttpClient Client(string part, bool signedIn = true)
    {
        var client = _edge.Client(part);
        client.DefaultRequestHeaders.Authorization = signedIn
            ? new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"operator:{TwoDroplets.Password}")))
            : null;
        return client;
    }

    /// <summary>The lines of its metrics, as Prometheus reads them.</summary>
    public async Task<IReadOnlyList<string>> MetricsAsync()
    {
        using var client = new HttpClient();
        var text = await client.GetStringAsync(new Uri(_edge.Metrics), TestContext.Current.CancellationToken);
        return text.Split('\n');
    }

    /// <summary>The lines of its log that contain a text, once there are any.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync(string text)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            var lines = await File.ReadAllLinesAsync(_log, patience.Token);
            if (lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
            {
                return [.. lines.Where(line => line.Contains(text, StringComparison.Ordinal))];
            }

            await Task.Delay(50, patience.Token);
        }
    }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _server = await ServeAsync();
        _edge = new EdgeProcess(
            new Dictionary<string, string>(_behind.Select(behind => KeyValuePair.Create(Parts[behind.Value], $"127.0.0.1:{behind.Key}")))
            {
                ["log {"] = $"log {{\n\t\toutput file {_log}",
            }
        );
        foreach (var part in Parts.Keys)
        {
            await EdgeProcess.UntilItAnswersAsync(() => Client(part), "/");
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _edge.DisposeAsync();
        await _server.DisposeAsync();
        File.Delete(_log);
    }

    private async Task<WebApplication> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            foreach (var port in _behind.Keys)
            {
                kestrel.Listen(IPAddress.Loopback, port);
            }
        });
        var server = builder.Build();
        server.UseWebSockets();
        server.Run(SayAsync);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    private async Task SayAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.SendAsync("news"u8.ToArray(), System.Net.WebSockets.WebSocketMessageType.Text, true, context.RequestAborted);
            return;
        }

        if (context.Request.Path == "/hang-up")
        {
            context.Abort();
            return;
        }

        var length = 0L;
        var buffer = new byte[64 * 1024];
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0; )
        {
            length += read;
        }

        await context.Response.WriteAsync(
            $"{_behind[context.Connection.LocalPort]} {context.Request.Method} {context.Request.Path} {length} {context.Request.Headers.Authorization}"
        );
    }
}
