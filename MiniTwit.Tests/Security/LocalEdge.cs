using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniTwit.Tests.Droplets;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Metrics;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

/// <summary>
/// The real edge with the configuration that ships, as a process: on free ports, and with a server behind it that says what reached it
/// in place of each part, or hangs up.
/// </summary>
public sealed class LocalEdge : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly Dictionary<string, string> Parts = new()
    {
        ["web"] = "web.serving.internal:8080",
        ["api"] = "api.serving.internal:8080",
        ["grafana"] = "grafana:3000",
        ["kibana"] = "kibana:5601",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("minitwit-edge-").FullName;
    private readonly int _port = AppProcess.FreePort();
    private readonly int _metrics = AppProcess.FreePort();
    private readonly Dictionary<int, string> _behind = Parts.Keys.ToDictionary(_ => AppProcess.FreePort());
    private WebApplication _server = null!;
    private RunningProgram _caddy = null!;

    /// <summary>What the world calls a part, with the edge's port.</summary>
    public string Host(string part) => $"{part}.minitwit.test:{_port}";

    /// <summary>A client of one part.</summary>
    /// <param name="part">web, api, grafana or kibana.</param>
    /// <param name="signedIn">Says the password that the edge asks for.</param>
    public HttpClient Client(string part, bool signedIn = true)
    {
        var client = new Edge("127.0.0.1", Path.Combine(_folder, "caddy", "pki", "authorities", "local", "root.crt")).Client(Host(part));
        client.DefaultRequestHeaders.Authorization = signedIn
            ? new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"operator:{TwoDroplets.Password}")))
            : null;
        return client;
    }

    /// <summary>The lines of its metrics, as Prometheus reads them.</summary>
    public async Task<IReadOnlyList<string>> MetricsAsync()
    {
        using var client = new HttpClient();
        var text = await client.GetStringAsync(new Uri($"http://127.0.0.1:{_metrics}/metrics"), TestContext.Current.CancellationToken);
        return text.Split('\n');
    }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _server = await ServeAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "Caddyfile"), Configuration());
        _caddy = RunningProgram.Start(
            "caddy",
            ["run", "--adapter", "caddyfile", "--config", Path.Combine(_folder, "Caddyfile")],
            [
                .. Parts.Keys.Select(part => ($"{part.ToUpperInvariant()}_HOST", $"{part}.minitwit.test")),
                ("EDGE_TLS", "internal"),
                ("KIBANA_EDGE_PASSWORD_HASH", TwoDroplets.PasswordHash),
                ("XDG_DATA_HOME", _folder),
                ("XDG_CONFIG_HOME", _folder),
            ]
        );
        foreach (var part in Parts.Keys)
        {
            await UntilItAnswersAsync(part);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _caddy.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Configuration()
    {
        var text = File.ReadAllText(Repository.File("deploy", "caddy", "Caddyfile"));
        Move("admin localhost:2019", $"admin off\n\tskip_install_trust\n\thttps_port {_port}\n\thttp_port {AppProcess.FreePort()}");
        Move("http://:9180", $"http://127.0.0.1:{_metrics}");
        Move(":9181", $":{AppProcess.FreePort()}");
        foreach (var (port, part) in _behind)
        {
            Move(Parts[part], $"127.0.0.1:{port}");
        }

        return text;

        void Move(string from, string to)
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            text = text.Replace(from, to, StringComparison.Ordinal);
        }
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

    // Certificates are made after the ports are open.
    private async Task UntilItAnswersAsync(string part)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            try
            {
                using var client = Client(part);
                using var answer = await client.GetAsync("/", patience.Token);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or System.Security.Cryptography.CryptographicException)
            {
                await Task.Delay(100, patience.Token);
            }
        }
    }
}
