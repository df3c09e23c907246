using System.Diagnostics;

namespace MiniTwit.Bench;

/// <summary>One run, from the build to the report. What it started and made goes with it, however it ends.</summary>
internal sealed class Run(string root, Options options) : IAsyncDisposable
{
    private const string Floor = "bench/MiniTwit.Bench.Floor/bin/Release/net10.0/MiniTwit.Bench.Floor.dll",
        Ready = "/health/ready",
        // As the API has them.
        FloorsPool = ";Maximum Pool Size=40;Max Auto Prepare=60;Auto Prepare Min Usages=2;No Reset On Close=true";

    private static readonly string[] OfTelemetry = ["latest", "msgs-30", "post"];

    // Others may enter it: PostgreSQL runs as another user where this one is root.
    private readonly string _work = Directory
        .CreateDirectory(Path.Combine(Path.GetTempPath(), $"minitwit-bench-{Environment.ProcessId}"))
        .FullName;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<IAsyncDisposable> _ends = [];
    private readonly List<Target> _targets = [];
    private int _logs;

    /// <summary>Returns the process's exit code.</summary>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var postgres = new Postgres(root, _work);
        _ends.Add(postgres);
        var ours = await Tree.ThisAsync(root, _work, ct);
        var other = options.Against is { } revision ? await Tree.OfAsync(root, _work, revision, ct) : null;
        _ends.AddRange(new[] { other }.OfType<Tree>());
        foreach (var tree in new[] { ours, other }.OfType<Tree>())
        {
            Say($"publishing {tree.Name}: {tree.Description}");
            await tree.PublishAsync(["MiniTwit.ApiService", "MiniTwit.Web"], ct);
        }

        await ours.PublishAsync(["MiniTwit.Simulator"], ct);
        await postgres.StartAsync(ct);
        await AddTargetsAsync(postgres, ours, other, ct);

        var report = new Report(
            $"`bench/run.sh {string.Join(' ', Environment.GetCommandLineArgs().Skip(1))}`",
            [
                $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores for all, the load's too",
                .. new[] { ours, other }.OfType<Tree>().Select(tree => $"{tree.Name}: {tree.Description}"),
                $"PostgreSQL: {Postgres.Settings}",
            ],
            [],
            [],
            []
        );
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var scrapes = ScrapeAsync(over.Token);
        for (var i = 0; i < options.Messages.Count; i++)
        {
            await GrowAsync(postgres, i, ct);
            await MeasureAsync(postgres, report, ours, options.Messages[i], isLast: i == options.Messages.Count - 1, ct);
        }

        await over.CancelAsync();
        await scrapes;
        await report.WriteAsync(options.Out);
        Console.WriteLine(report.Markdown());
        Say($"done; the report is in {options.Out}");
        var reached =
            !options.Observability || report.Rows.Where(row => row.Target != Target.This).All(row => report.OfThis(row) >= options.Goal);
        return reached && report.Failures.Count == 0 ? 0 : 1;
    }

    public async ValueTask DisposeAsync()
    {
        await EndServicesAsync();
        foreach (var end in Enumerable.Reverse(_ends))
        {
            await end.DisposeAsync();
        }

        Directory.Delete(_work, recursive: true);
    }

    private async Task AddTargetsAsync(Postgres postgres, Tree ours, Tree? other, CancellationToken ct)
    {
        if (options.Observability)
        {
            var sink = await Service.StartAsync(Path.Combine(root, Floor), ["sink"], Log("sink"), [], ready: null, ct);
            _ends.Add(sink);
            Dictionary<string, string> otlp = new()
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.Url,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            };
            _targets.Add(new(Target.This, ours.Name, ours) { Settings = otlp });
            _targets.Add(new(Target.WithoutTelemetry, ours.Name, ours) { Settings = new() { ["Telemetry__Enabled"] = "false" } });
        }
        else
        {
            _targets.AddRange(new[] { ours, other }.OfType<Tree>().Select(tree => new Target(tree.Name, tree.Name, tree)));
            _targets.Add(new(Target.Floor, ours.Name));
            if (!options.Quick)
            {
                _targets.Add(new(Target.Pgbench, ours.Name));
            }
        }

        await Task.WhenAll(
            _targets
                .Where(target => target.Tree is not null)
                .DistinctBy(target => target.Database)
                .Select(async target =>
                {
                    await postgres.CreateAsync(target.Database, ct);
                    var settings = SettingsOf(postgres, target, "migrations");
                    await Machine.RunAsync(_work, settings, ["dotnet", target.Tree!.Assembly("MiniTwit.ApiService"), "migrate"], ct);
                    await World.PopulateAsync(postgres, target.Database, ct);
                })
        );
        Say("people are there");
    }

    private async Task GrowAsync(Postgres postgres, int size, CancellationToken ct)
    {
        await EndServicesAsync();
        var databases = _targets.Select(target => target.Database).Distinct();
        var from = size == 0 ? 0 : options.Messages[size - 1];
        await Task.WhenAll(databases.Select(database => World.GrowAsync(postgres, database, from, options.Messages[size], ct)));
        Say($"{options.Messages[size]:N0} messages are there");
        foreach (var target in _targets.Where(target => target.Name != Target.Pgbench))
        {
            target.Api = await StartApiAsync(postgres, target, ct);
            if (target.Tree is not null && !options.Observability)
            {
                target.Web = await StartWebAsync(postgres, target, ct);
            }
        }

        if (size == 0 && !options.Observability)
        {
            foreach (var target in _targets.Where(target => target.Tree is not null))
            {
                await target.RegisterAsync(World.Readers.Select(reader => reader.Name), ct);
                await World.FollowAsync(postgres, target.Database, ct);
            }
        }
    }

    // Before the last size only what may depend on it.
    private async Task MeasureAsync(Postgres postgres, Report report, Tree tools, int messages, bool isLast, CancellationToken ct)
    {
        var turns = new TurnTaking(postgres, _work, options);
        var rows = options.Observability ? OfTelemetry.Select(Rows.Named) : Rows.All.Where(row => options.Wants(row.Name, row.Quick));
        foreach (var row in rows.Where(row => isLast || row.DependsOnSize))
        {
            await TryAsync(row.Title, report, async () => report.Rows.AddRange(await turns.MeasureAsync(row, messages, _targets, ct)));
        }

        if (!isLast || options.Observability)
        {
            return;
        }

        var stand = new Stand(postgres, turns, options, _work, tools, (target, token) => StartApiAsync(postgres, target, token));
        foreach (var special in Special.All.Where(special => options.Wants(special.Name, special.Quick)))
        {
            await TryAsync(special.Name, report, () => MeasureAsync(special, stand, report, messages, ct));
        }
    }

    // What failed is told in the end and fails the run; the rest is measured all the same.
    private async Task TryAsync(string what, Report report, Func<Task> measure)
    {
        Say(what);
        try
        {
            await measure();
        }
        catch (BenchException e)
        {
            report.Failures.Add($"{what}: {e.Message}");
            Say(e.Message);
        }
    }

    private async Task MeasureAsync(Special special, Stand stand, Report report, int messages, CancellationToken ct)
    {
        var revisions = _targets.Where(target => target.Tree is not null).ToList();
        var found = new List<(string What, string Target, double Value)>();
        for (var time = 0; time < revisions.Max(target => special.TimesOn(target, options)); time++)
        {
            var those = revisions.Where(target => time < special.TimesOn(target, options));
            foreach (var target in time % 2 == 0 ? those : those.Reverse())
            {
                var values = await special.MeasureAsync(stand, target, time, ct);
                found.AddRange(
                    values.Where(one => one.Value is not null).Select(one => (one.What, target.Name, Math.Round(one.Value!.Value, 3)))
                );
            }
        }

        report.Facts.AddRange(
            found
                .GroupBy(one => (one.What, one.Target))
                .Select(group => new Fact(special.Name, group.Key.What, messages, group.Key.Target, [.. group.Select(one => one.Value)]))
        );
    }

    private Task<Service> StartApiAsync(Postgres postgres, Target target, CancellationToken ct) =>
        target.Tree is { } tree
            ? Service.StartAsync(tree.Assembly("MiniTwit.ApiService"), [], Log(target.Name), SettingsOf(postgres, target, "api"), Ready, ct)
            : Service.StartAsync(
                Path.Combine(root, Floor),
                [],
                Log(target.Name),
                new() { ["ConnectionStrings__minitwit"] = postgres.ConnectionString(target.Database) + FloorsPool },
                ready: null,
                ct
            );

    private Task<Service> StartWebAsync(Postgres postgres, Target target, CancellationToken ct)
    {
        var settings = SettingsOf(postgres, target, "web");
        settings.Remove("ConnectionStrings__minitwit");
        settings["services__api__http__0"] = target.Api!.Url;
        settings["services__api__management__0"] = target.Api.ManagementUrl;
        return Service.StartAsync(target.Tree!.Assembly("MiniTwit.Web"), [], Log($"{target.Name}-web"), settings, Ready, ct);
    }

    private Dictionary<string, string> SettingsOf(Postgres postgres, Target target, string app)
    {
        var settings = new Dictionary<string, string>(Target.CommonSettings)
        {
            ["ConnectionStrings__minitwit"] = postgres.ConnectionString(target.Database),
            ["OTEL_SERVICE_NAME"] = app,
        };
        if (target.Name != Target.WithoutTelemetry)
        {
            settings["Logs__Directory"] = Path.Combine(_work, "logs", target.Name);
        }

        target.Settings.ToList().ForEach(setting => settings[setting.Key] = setting.Value);
        return settings;
    }

    private string Log(string name) => Path.Combine(_work, $"{name.Replace(' ', '-')}-{_logs++}.log");

    private async Task EndServicesAsync()
    {
        foreach (var target in _targets)
        {
            await target.EndAsync();
        }
    }

    // As Prometheus would.
    private async Task ScrapeAsync(CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(4) };
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5));
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                foreach (var service in _targets.Where(target => target.Tree is not null).SelectMany(target => target.Services).ToList())
                {
                    try
                    {
                        await http.GetByteArrayAsync(new Uri(service.ManagementUrl + "/metrics"), ct);
                    }
                    // One that has no metrics, is ending, or is kept busy by the load.
                    catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested) { }
                }
            }
        }
        catch (OperationCanceledException) { }
    }

    private void Say(string what) => Console.Error.WriteLine($"{_clock.Elapsed:mm\\:ss} {what}");
}
