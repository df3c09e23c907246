using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Droplets;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Metrics;

/// <summary>The real edge with the configuration that ships, as a process, on free ports and with an authority of its own.</summary>
internal sealed class EdgeProcess : IAsyncDisposable
{
    /// <summary>Each part's name is one of this domain.</summary>
    public const string Domain = "minitwit.test";

    private static readonly string[] Parts = [ResourceNames.Web, ResourceNames.Api, ResourceNames.Grafana, ResourceNames.Kibana];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("minitwit-edge-").FullName;
    private readonly int _metrics = AppProcess.FreePort();
    private readonly RunningProgram _caddy;

    /// <param name="moved">Addresses that the configuration names, and where each is here.</param>
    public EdgeProcess(IReadOnlyDictionary<string, string> moved)
    {
        var configuration = File.ReadAllText(Repository.File("deploy", "caddy", "Caddyfile"));
        Move("admin localhost:2019", $"admin off\n\tskip_install_trust\n\thttps_port {Port}\n\thttp_port {AppProcess.FreePort()}");
        Move("http://:9180", $"http://127.0.0.1:{_metrics}");
        Move(":9181", $":{AppProcess.FreePort()}");
        // There is no name here that several addresses have.
        Move("dynamic a {args[0]} 8080 {\n\t\trefresh 1s\n\t\tversions ipv4\n\t}", "to {args[:]}");
        foreach (var (from, to) in moved)
        {
            Move(from, to);
        }

        var file = Path.Combine(_folder, "Caddyfile");
        File.WriteAllText(file, configuration);
        _caddy = RunningProgram.Start(
            "caddy",
            ["run", "--config", file, "--adapter", "caddyfile"],
            [
                .. Hosts,
                ("EDGE_TLS", "internal"),
                ("KIBANA_EDGE_PASSWORD_HASH", TwoDroplets.PasswordHash),
                ("XDG_DATA_HOME", _folder),
                ("XDG_CONFIG_HOME", _folder),
            ]
        );

        void Move(string from, string to)
        {
            Assert.Contains(from, configuration, StringComparison.Ordinal);
            configuration = configuration.Replace(from, to, StringComparison.Ordinal);
        }
    }

    /// <summary>The parts' names, as the environment gives them to what deals with the edge.</summary>
    public static IEnumerable<(string Name, string Value)> Hosts { get; } =
        Parts.Select(part => ($"{part.ToUpperInvariant()}_HOST", $"{part}.{Domain}")).ToList();

    /// <summary>Where it speaks TLS.</summary>
    public int Port { get; } = AppProcess.FreePort();

    /// <summary>Where Prometheus asks it.</summary>
    public string Metrics => $"http://127.0.0.1:{_metrics}/metrics";

    /// <summary>The file with the certificate of its authority.</summary>
    public string Authority => Path.Combine(_folder, "caddy", "pki", "authorities", "local", "root.crt");

    /// <summary>What the world calls a part, with the edge's port.</summary>
    public string Host(string part) => $"{part}.{Domain}:{Port}";

    public HttpClient Client(string part, bool cookies = true) => new Edge("127.0.0.1", Authority).Client(Host(part), cookies: cookies);

    /// <summary>Waits until a request of a new client succeeds: certificates are made after the ports are open.</summary>
    public static async Task UntilItAnswersAsync(Func<HttpClient> newClient, string path)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            try
            {
                using var client = newClient();
                using var answer = await client.GetAsync(path, patience.Token);
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or System.Security.Cryptography.CryptographicException)
            {
                await Task.Delay(100, patience.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _caddy.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
