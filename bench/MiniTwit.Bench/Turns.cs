namespace MiniTwit.Bench;

/// <summary>One turn of one target. CPU in microseconds a request.</summary>
internal sealed record Turn(double PerSecond, double? P50, double? P99, double? AppCpu, double PostgresCpu, double? Allocated);

/// <summary>What a row came to on a target. Statements and bytes are of one request; memory in MiB, after the last turn.</summary>
internal sealed record Measured(
    string Row,
    string Title,
    int Messages,
    string Target,
    int Connections,
    IReadOnlyList<Turn> Turns,
    double Statements,
    double? Memory
);

/// <summary>Measures rows: everybody has a turn, and then another; who goes first changes.</summary>
internal sealed class TurnTaking(Postgres postgres, string work, Options options)
{
    private const int WarmUpConnections = 16;

    // Until code is compiled for good: a page takes longer, since fewer of them are asked for in that time, and both services make it.
    private const double WarmUpSeconds = 4,
        PageWarmUpSeconds = 10;

    public async Task<List<Measured>> MeasureAsync(Row row, int messages, IReadOnlyList<Target> targets, CancellationToken ct)
    {
        var those = targets.Where(row.IsServedBy).ToList();
        var (statements, turns) = (new double[those.Count], those.Select(_ => new List<Turn>()).ToArray());
        await postgres.CountStatementsAsync(true, ct);
        for (var i = 0; i < those.Count; i++)
        {
            await ProbeAsync(row, those[i], ct);
            var before = await postgres.StatementsAsync(those[i].Database, ct);
            // On many connections, whatever the row has: it is the number of calls that counts.
            var warmUp = row with
            {
                Connections = WarmUpConnections,
            };
            var load = await LoadAsync(warmUp, those[i], (row.IsPage ? PageWarmUpSeconds : WarmUpSeconds) / (options.Quick ? 2 : 1), ct);
            statements[i] = (double)(await postgres.StatementsAsync(those[i].Database, ct) - before) / load.Requests;
        }

        await postgres.CountStatementsAsync(false, ct);
        for (var turn = 0; turn < options.Turns; turn++)
        {
            var order = Enumerable.Range(0, those.Count);
            foreach (var i in turn % 2 == 0 ? order : order.Reverse())
            {
                turns[i].Add(await TurnAsync(row, those[i], ct));
            }
        }

        return
        [
            .. those.Select(
                (target, i) =>
                    new Measured(
                        row.Name,
                        row.Title,
                        messages,
                        target.Name,
                        row.Connections,
                        turns[i],
                        Math.Round(statements[i], 2),
                        target.Api is null ? null : Math.Round((row.IsPage ? target.Web : target.Api)!.Memory)
                    )
            ),
        ];
    }

    /// <exception cref="BenchException">An answer was no success.</exception>
    public async Task<Loaded> LoadAsync(Row row, Target target, double seconds, CancellationToken ct)
    {
        if (target.Name == Target.Pgbench)
        {
            return await Pgbench.RunAsync(postgres.Environment(target.Database), row.Pgbench!, row.Connections, seconds, work, ct);
        }

        var (url, requests) = (row.UrlOn(target), row.RequestsFor(target));
        var load = row.NewConnections
            ? await Sender.OneByOneAsync(new(url), requests, seconds, ct)
            : await Wrk.RunAsync(url, requests, row.Connections, seconds, work, ct);
        return load.Errors == 0 && load.Requests > 0
            ? load
            : throw new BenchException($"{row.Title} on {target.Name}: {load.Errors} of {load.Requests} failed");
    }

    private async Task<Turn> TurnAsync(Row row, Target target, CancellationToken ct)
    {
        var allocated = row.IsPage || target.Api is null ? null : await target.AllocatedAsync(ct);
        var (app, database) = (target.Services.Sum(service => service.Cpu), postgres.Cpu);
        var load = await LoadAsync(row, target, options.Seconds, ct);
        (app, database) = (target.Services.Sum(service => service.Cpu) - app, postgres.Cpu - database);
        allocated = allocated is null ? null : await target.AllocatedAsync(ct) - allocated;
        return new(
            Math.Round(load.PerSecond, 1),
            Rounded(load.P50),
            Rounded(load.P99),
            target.Api is null ? null : Math.Round(app / load.Requests * 1e6),
            Math.Round(database / load.Requests * 1e6),
            allocated is null ? null : Math.Round(allocated.Value / load.Requests)
        );
    }

    private static double? Rounded(double? value) => value is null ? null : Math.Round(value.Value, 2);

    private static async Task ProbeAsync(Row row, Target target, CancellationToken ct)
    {
        if (target.Api is not null)
        {
            var requests = row.RequestsFor(target);
            await Target.ProbeAsync(
                requests.Method,
                row.UrlOn(target) + Requests.Numbered(requests.Path, Requests.First),
                requests.Bodies.Length == 0 ? null : Requests.Numbered(requests.Bodies[0], Requests.First),
                requests.Headers,
                ct
            );
        }
    }
}
