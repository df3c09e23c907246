using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Faults;

/// <summary>Promise: the parts may be started in any order and several times over.</summary>
public sealed class StartTests
{
    private const int Migrators = 5;

    private static TimeSpan LongestPause => TimeSpan.FromSeconds(FaultyStack.IsAtLength ? 60 : 3);

    // The last of the four may be what the first waits for.
    private static TimeSpan Patience => TimeSpan.FromSeconds(60) + (4 * LongestPause);

    private static int Orders => FaultyStack.IsAtLength ? 10 : 2;

    [Fact]
    public async Task Migrators_that_start_at_once_all_end_well()
    {
        await using var server = new PostgresServer();
        await server.StartAsync();
        var settings = PostgresServer.Settings(server.Port);
        // Their log does not tell: each says at its end that the schema is up to date.
        await server.Direct.ChangeAsync(
            """
            CREATE SCHEMA seen;
            CREATE TABLE seen.changes (connection int NOT NULL);
            CREATE FUNCTION seen.change() RETURNS event_trigger LANGUAGE plpgsql AS
                'BEGIN INSERT INTO seen.changes SELECT pg_backend_pid() FROM pg_event_trigger_ddl_commands(); END';
            CREATE EVENT TRIGGER change ON ddl_command_end EXECUTE FUNCTION seen.change();
            """
        );

        var all = Enumerable.Range(0, Migrators).Select(_ => AppProcess.Start<Projects.MiniTwit_ApiService>(settings, "migrate")).ToList();
        var ends = await Task.WhenAll(all.Select(one => one.WaitForExitAsync()));

        Assert.All(ends, end => Assert.Equal(0, end));
        Assert.Equal(1, await server.Direct.ValueAsync<long>("SELECT count(DISTINCT connection) FROM seen.changes"));
        await using var api = await AppProcess.StartAsync<Projects.MiniTwit_ApiService>(settings);
        Assert.Equal(204, (int)(await new Api(api.Address).RegisterAsync(Person.NewName())).Status);
        foreach (var one in all)
        {
            await one.DisposeAsync();
        }
    }

    [Fact]
    public async Task In_whatever_order_they_start_they_come_to_serve()
    {
        for (var round = 0; round < Orders; round++)
        {
            await using var server = new PostgresServer();
            var settings = PostgresServer.Settings(server.Port);
            // Web alone has to know where the API will be.
            var (port, management) = (AppProcess.FreePort(), AppProcess.FreePort());
            await using var api = new Later(() =>
                AppProcess.Start<Projects.MiniTwit_ApiService>(
                    new Dictionary<string, string>(settings)
                    {
                        ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port};http://127.0.0.1:{management}",
                        ["Management__Port"] = $"{management}",
                    }
                )
            );
            await using var web = new Later(() =>
                AppProcess.Start<Projects.MiniTwit_Web>(
                    new Dictionary<string, string>
                    {
                        ["services__api__http__0"] = $"http://127.0.0.1:{port}",
                        ["services__api__management__0"] = $"http://127.0.0.1:{management}",
                    }
                )
            );
            Func<Task>[] parts = [server.StartAsync, () => MigrateAsync(settings), api.StartAsync, web.StartAsync];
            Random.Shared.Shuffle(parts);

            var started = new List<Task>();
            foreach (var part in parts)
            {
                started.Add(part());
                await Task.Delay(LongestPause * Random.Shared.NextDouble(), TestContext.Current.CancellationToken);
            }

            await Task.WhenAll(started);
            using var visitor = new Visitor(web.App.Address);
            await ServesAsync(visitor);
        }
    }

    /// <summary>Started anew for as long as it fails, as a container engine does it.</summary>
    private static async Task MigrateAsync(Dictionary<string, string> settings)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            await using var migrations = AppProcess.Start<Projects.MiniTwit_ApiService>(settings, "migrate");
            if (await migrations.WaitForExitAsync(Patience) == 0)
            {
                return;
            }

            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task ServesAsync(Visitor visitor)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            try
            {
                if ((await visitor.GetAsync("/public")).Status == System.Net.HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100, patience.Token);
        }
    }

    private sealed class Later(Func<AppProcess> start) : IAsyncDisposable
    {
        private AppProcess? _app;

        public AppProcess App => _app!;

        public Task StartAsync()
        {
            _app = start();
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
