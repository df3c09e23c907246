using System.Text.Json;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Metrics;

/// <summary>The edge as <c>deploy/caddy</c> makes it, on ports of its own and with nothing behind it, and the probe that asks it.</summary>
internal sealed class EdgeInBrief : IAsyncDisposable
{
    public const string Host = "minitwit.test";

    // Of no password that anybody knows.
    private const string Hash = "$2a$14$A.bGDlVASzAhU7RNhcv4OuGcjcOkh1dm72XCmpDIGbR3lZrsWCT.6";
    private readonly RunningProgram _caddy;
    private readonly RunningProgram _blackbox;
    private readonly int _secure;
    private readonly int _probe;

    private EdgeInBrief(RunningProgram caddy, RunningProgram blackbox, int secure, int metrics, int probe)
    {
        (_caddy, _blackbox, _secure, _probe) = (caddy, blackbox, secure, probe);
        Metrics = $"http://localhost:{metrics}/metrics";
    }

    /// <summary>Where Prometheus asks it.</summary>
    public string Metrics { get; }

    public static EdgeInBrief Start()
    {
        var folder = Directory.CreateTempSubdirectory("minitwit-edge-").FullName;
        var (secure, plain, metrics, probe) = (AppProcess.FreePort(), AppProcess.FreePort(), AppProcess.FreePort(), AppProcess.FreePort());
        var shipped = File.ReadAllText(Repository.File("deploy", "caddy", "Caddyfile"));
        var here = shipped
            .Replace(
                "admin localhost:2019",
                $"admin off\n\tskip_install_trust\n\thttp_port {plain}\n\thttps_port {secure}",
                StringComparison.Ordinal
            )
            .Replace("http://:9180", $"http://:{metrics}", StringComparison.Ordinal)
            .Replace(":9181", $":{AppProcess.FreePort()}", StringComparison.Ordinal);
        var caddyfile = Path.Combine(folder, "Caddyfile");
        File.WriteAllText(caddyfile, here);
        (string, string)[] hosts =
        [
            ("WEB_HOST", Host),
            ("API_HOST", $"api.{Host}"),
            ("GRAFANA_HOST", $"grafana.{Host}"),
            ("KIBANA_HOST", $"kibana.{Host}"),
        ];
        var caddy = RunningProgram.Start(
            "caddy",
            ["run", "--config", caddyfile, "--adapter", "caddyfile"],
            [
                .. hosts,
                ("EDGE_TLS", "internal"),
                ("KIBANA_EDGE_PASSWORD_HASH", Hash),
                ("XDG_DATA_HOME", folder),
                ("XDG_CONFIG_HOME", folder),
            ]
        );
        var blackbox = RunningProgram.Start(
            "sh",
            [Repository.File("deploy", "blackbox", "start.sh"), $"--web.listen-address=127.0.0.1:{probe}"],
            hosts
        );
        return new(caddy, blackbox, secure, metrics, probe);
    }

    /// <summary>Where the probe of a name is asked for, as Prometheus asks: of a page that the edge answers itself.</summary>
    public string Probe(string instance)
    {
        using var targets = JsonDocument.Parse(File.ReadAllText(Repository.File("deploy", "app-droplet", "targets", "edge.json")));
        var labels = targets
            .RootElement.EnumerateArray()
            .Select(target => target.GetProperty("labels"))
            .Single(labels => labels.GetProperty("instance").GetString() == instance);
        var target = labels.GetProperty("__param_target").GetString() switch
        {
            "https://caddy" => $"https://localhost:{_secure}/metrics",
            "caddy:443" => $"localhost:{_secure}",
            var other => throw new InvalidOperationException($"{other} is not the edge."),
        };
        return $"http://127.0.0.1:{_probe}/probe?module={labels.GetProperty("__param_module").GetString()}&target={target}";
    }

    public async ValueTask DisposeAsync()
    {
        await _blackbox.DisposeAsync();
        await _caddy.DisposeAsync();
    }
}
