using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace MiniTwit.Bench;

/// <summary>Something measured on a target that is no row of requests; several values where it was measured several times.</summary>
internal sealed record Fact(string Row, string What, int Messages, string Target, IReadOnlyList<double> Values);

/// <summary>What one of these measures is measured with.</summary>
internal sealed record Stand(
    Postgres Postgres,
    TurnTaking Turns,
    Options Options,
    string Work,
    Tree Tools,
    Func<Target, CancellationToken, Task<Service>> StartApi
);

/// <summary>Measured besides the rows, on revisions.</summary>
internal sealed record Special(
    string Name,
    bool Quick,
    Func<Stand, Target, int, CancellationToken, Task<IEnumerable<(string What, double? Value)>>> MeasureAsync
)
{
    private static readonly string[] Percentiles = ["p50", "p99", "max"];

    private const int ManyConnections = 1_000,
        Registrations = 60,
        Replicas = 2;

    public static readonly Special[] All =
    [
        new("start-stop", Quick: true, StartStopAsync),
        new("scenario", Quick: true, ScenarioAsync),
        new("replicas", Quick: false, ReplicasAsync),
        new("hashing", Quick: false, HashingAsync),
        new("overload", Quick: false, OverloadAsync),
        // The last: what a process took for so many connections it may keep.
        new("connections", Quick: false, ConnectionsAsync),
    ];

    /// <summary>How often it is measured in a run.</summary>
    public int TimesOn(Target target, Options options) =>
        Name switch
        {
            "scenario" => options.Quick || target.Name != Target.This ? 1 : 5,
            "start-stop" => options.Quick ? 1 : 3,
            "replicas" => options.Turns,
            _ => 1,
        };

    private static async Task<IEnumerable<(string, double?)>> StartStopAsync(Stand stand, Target target, int time, CancellationToken ct)
    {
        await using var service = await stand.StartApi(target, ct);
        var memory = service.Memory;
        var gone = await service.EndAsync();
        return
        [
            ("start to ready, s", service.ReadyAfter.TotalSeconds),
            ("memory when ready, MiB", memory),
            ("told to stop to gone, s", gone.TotalSeconds),
        ];
    }

    private static async Task<IEnumerable<(string, double?)>> ScenarioAsync(Stand stand, Target target, int time, CancellationToken ct)
    {
        var json = Path.Combine(stand.Work, "scenario.json");
        var commands = stand.Options.Quick ? "5000" : "25922";
        string[] arguments =
        [
            "run",
            "--url",
            target.Api!.Url,
            "--speed",
            "max",
            "--commands",
            commands,
            "--seed",
            $"{time + 1}",
            "--json",
            json,
        ];
        await Machine.RunAsync(
            stand.Work,
            Target.SimulatorsEnvironment,
            ["dotnet", stand.Tools.Assembly("MiniTwit.Simulator"), .. arguments],
            // There were errors, which the report tells of.
            tolerated: 1,
            ct
        );
        await StrengthenAsync(stand, target, ct);
        var report = JsonDocument.Parse(await File.ReadAllTextAsync(json, ct)).RootElement;
        var total = report.GetProperty("total");
        return
        [
            ("commands/s", total.GetProperty("requestsPerSecond").GetDouble()),
            ("errors, slow ones among them", total.GetProperty("errors").GetDouble()),
            .. report
                .GetProperty("perCommand")
                .EnumerateArray()
                .Where(command => command.TryGetProperty("latencyMs", out _))
                .SelectMany(command =>
                    Percentiles.Select(at =>
                        (
                            $"{command.GetProperty("command").GetString()}, {at}, ms",
                            command.GetProperty("latencyMs").GetProperty(at).GetDouble()
                        )
                    )
                ),
        ];
    }

    private static async Task<IEnumerable<(string, double?)>> ReplicasAsync(Stand stand, Target target, int time, CancellationToken ct)
    {
        await using var second = await stand.StartApi(target, ct);
        var row = Rows.Named("post-latest");
        var requests = row.RequestsFor(target);
        await Both(row.Connections / Replicas, 1);
        var one = await stand.Turns.LoadAsync(row, target, stand.Options.Seconds, ct);
        var both = await Both(row.Connections / Replicas, stand.Options.Seconds);
        // wrk leaves without the answers to its last requests, which may be under way still.
        await Task.Delay(1_000, ct);
        using var http = new HttpClient();
        var told = await Task.WhenAll(new[] { target.Api!, second }.Select(api => http.GetStringAsync(new Uri($"{api.Url}/latest"), ct)));
        return
        [
            ("POST with latest on one replica, requests/s", one.PerSecond),
            ("on two, requests/s", both.Sum(load => load.PerSecond)),
            ("on two, failed", both.Sum(load => load.Errors)),
            ("GET /latest alike on both (1: yes)", told[0] == told[1] ? 1 : 0),
            ("on two, of one", both.Sum(load => load.PerSecond) / one.PerSecond),
        ];

        Task<Loaded[]> Both(int connections, double seconds) =>
            Task.WhenAll(
                new[] { target.Api!, second }.Select(api => Wrk.RunAsync(api.Url, requests, connections, seconds, stand.Work, ct))
            );
    }

    private static async Task<IEnumerable<(string, double?)>> HashingAsync(Stand stand, Target target, int time, CancellationToken ct)
    {
        var row = Rows.Named("msgs-100") with { Connections = 1 };
        var seconds = Math.Max(3, stand.Options.Seconds);
        var alone = await stand.Turns.LoadAsync(row, target, seconds, ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var http = new HttpClient { BaseAddress = new(target.Api!.Url), Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(Target.Authorization);
        var (registered, other) = (0, 0);
        var load = Task.WhenAll(Enumerable.Range(0, Registrations).Select(one => Task.Run(() => RegisterAsync(one), ct)));
        var beside = await stand.Turns.LoadAsync(row, target, seconds, ct);
        await stop.CancelAsync();
        await load;
        await StrengthenAsync(stand, target, ct);
        return
        [
            ("GET /msgs?no=100 one at a time, p99, ms", alone.P99),
            ($"beside {Registrations} parallel registrations, p50, ms", beside.P50),
            ("p99, ms", beside.P99),
            ("max, ms", beside.Max),
            ("registrations/s", registered / beside.Seconds),
            ("registrations answered otherwise", other),
        ];

        async Task RegisterAsync(int one)
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                try
                {
                    var name = $"hashed{Stopwatch.GetTimestamp()}x{one}x{n}";
                    using var answer = await http.PostAsJsonAsync(
                        "/register",
                        new
                        {
                            username = name,
                            email = "a@b.dk",
                            pwd = "secret",
                        },
                        stop.Token
                    );
                    Interlocked.Increment(ref answer.IsSuccessStatusCode ? ref registered : ref other);
                }
                catch (HttpRequestException)
                {
                    Interlocked.Increment(ref other);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
            }
        }
    }

    private static async Task<IEnumerable<(string, double?)>> OverloadAsync(Stand stand, Target target, int time, CancellationToken ct)
    {
        var row = Rows.Named("post");
        var best = (await stand.Turns.LoadAsync(row, target, Math.Max(3, stand.Options.Seconds), ct)).PerSecond;
        var (own, its, started) = (Environment.CpuUsage.TotalTime, target.Api!.Cpu, Stopwatch.GetTimestamp());
        var (accepted, refused, failed) = await Sender.AtRateAsync(
            new(target.Api!.Url),
            row.RequestsFor(target),
            perSecond: 3 * best,
            ManyConnections,
            seconds: 5,
            ct
        );
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return
        [
            ("best rate of POST /msgs, requests/s", best),
            ("sent at three times that, answered, requests/s", accepted.PerSecond + refused.PerSecond + failed.PerSecond),
            ("accepted, requests/s", accepted.PerSecond),
            ("accepted, of the best", accepted.PerSecond / best),
            ("accepted, p99, ms", accepted.P99),
            ("refused with 503, requests/s", refused.PerSecond),
            ("refused, p99, ms", refused.P99),
            ("failed otherwise", failed.Requests),
            ("CPU of the sender, cores", (Environment.CpuUsage.TotalTime - own).TotalSeconds / took),
            ("of the api, cores", (target.Api!.Cpu - its) / took),
        ];
    }

    private static async Task<IEnumerable<(string, double?)>> ConnectionsAsync(Stand stand, Target target, int time, CancellationToken ct)
    {
        // A process of its own: what others measured is not in its memory.
        await using var service = await stand.StartApi(target, ct);
        var requests = Rows.Named("msgs-30").RequestsFor(target);
        var few = await Wrk.RunAsync(service.Url, requests, 16, 3, stand.Work, ct);
        var memory = service.Memory;
        var many = await Wrk.RunAsync(service.Url, requests, ManyConnections, 5, stand.Work, ct);
        return
        [
            ("memory after GET /msgs?no=30 on 16 connections, MiB", memory),
            ($"after {ManyConnections} connections, MiB", service.Memory),
            ("16 connections, requests/s", few.PerSecond),
            ($"{ManyConnections} connections, requests/s", many.PerSecond),
            ($"{ManyConnections} connections, p99, ms", many.P99),
            ($"{ManyConnections} connections, not answered or not with 200", many.Errors),
        ];
    }

    // The API hashes in the background what it hashed in haste: not while others are measured.
    private static Task StrengthenAsync(Stand stand, Target target, CancellationToken ct) =>
        stand.Postgres.ExecuteAsync(target.Database, "UPDATE users SET password_is_interim = false WHERE password_is_interim", ct);
}
