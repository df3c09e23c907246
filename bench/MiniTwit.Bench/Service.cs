using System.Diagnostics;

namespace MiniTwit.Bench;

/// <summary>One process that serves, started as production starts it.</summary>
internal sealed class Service : IAsyncDisposable
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(60),
        BetweenLooks = TimeSpan.FromMilliseconds(5);

    private readonly Process _process;

    private Service(Process process, int port, int managementPort) => (_process, Port, ManagementPort) = (process, port, managementPort);

    public int Port { get; }

    public int ManagementPort { get; }

    /// <summary>From its start until it may be sent requests.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    public string Url => $"http://127.0.0.1:{Port}";

    public string ManagementUrl => $"http://127.0.0.1:{ManagementPort}";

    public double Cpu => Machine.CpuOf(_process.Id);

    public double Memory => Machine.MemoryOf(_process.Id);

    /// <param name="assembly">What to run, in its own folder: there are its settings and files.</param>
    /// <param name="arguments">After the assembly.</param>
    /// <param name="log">The file for its output.</param>
    /// <param name="environment">Settings.</param>
    /// <param name="ready">On the management port; none where the process has no such port.</param>
    /// <param name="ct">Ends the wait, and the process with it.</param>
    public static async Task<Service> StartAsync(
        string assembly,
        string[] arguments,
        string log,
        Dictionary<string, string> environment,
        string? ready,
        CancellationToken ct
    )
    {
        var (port, managementPort) = (Machine.FreePort(), Machine.FreePort());
        var all = new Dictionary<string, string>(environment)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port};http://127.0.0.1:{managementPort}",
            ["Management__Port"] = $"{managementPort}",
        };
        var started = Stopwatch.GetTimestamp();
        var process = Machine.Start(log, Path.GetDirectoryName(assembly)!, all, ["dotnet", assembly, .. arguments]);
        var service = new Service(process, port, managementPort);
        try
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
            while (!await AnswersAsync(http, ready is null ? service.Url : service.ManagementUrl + ready, ready is null, ct))
            {
                if (process.HasExited || Stopwatch.GetElapsedTime(started) > AtMost)
                {
                    throw new BenchException($"{assembly} did not come up:\n{await File.ReadAllTextAsync(log, ct)}");
                }

                await Task.Delay(BetweenLooks, ct);
            }
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }

        service.ReadyAfter = Stopwatch.GetElapsedTime(started);
        return service;
    }

    /// <summary>Tells it to end, and how long that took.</summary>
    public Task<TimeSpan> EndAsync() => Machine.EndAsync(_process);

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _process.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string url, bool anything, CancellationToken ct)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(url), ct);
            return anything || answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
