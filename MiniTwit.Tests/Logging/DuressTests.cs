using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace MiniTwit.Tests.Logging;

/// <summary>The logger as the service defaults build it, with its folder in trouble: requests go on, what is lost is counted, it comes back.</summary>
public sealed partial class DuressTests : IDisposable
{
    private const string Written = "minitwit_log_lines_written_total";
    private const string Dropped = "minitwit_log_lines_dropped_total";
    private const string WriteFailed = "write_failed";
    private static readonly TimeSpan UntilRetried = TimeSpan.FromSeconds(6);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minitwit-duress-");

    private string Logs => Path.Combine(_folder.FullName, "logs");

    [Fact]
    public async Task Volume_full_drops_counted_lines_and_goes_on_when_there_is_space()
    {
        var full = Path.Combine(Directory.CreateDirectory(Logs).FullName, FileOfToday());
        File.CreateSymbolicLink(full, "/dev/full");
        await using var app = await LoggingApp.StartAsync(Logs);

        await app.PingAsync(times: 20);
        await app.WaitForAsync(Dropped, WriteFailed, 20);
        Assert.Equal(0, await app.CountAsync(Written));

        File.Delete(full);
        await Task.Delay(UntilRetried, TestContext.Current.CancellationToken);
        await app.PingAsync();
        await app.WaitForAsync(Written, "", 1);
        await new LogFolder(Logs).WaitForAsync("/ping");
    }

    [Fact]
    public async Task Folder_that_cannot_be_made_drops_counted_lines_and_is_used_once_it_can()
    {
        // Modes do not stop root; a file where the folder should be stops everyone.
        await File.WriteAllTextAsync(Logs, "in the way", TestContext.Current.CancellationToken);
        await using var app = await LoggingApp.StartAsync(Path.Combine(Logs, "below"));

        await app.PingAsync(times: 20);
        await app.WaitForAsync(Dropped, WriteFailed, 20);

        File.Delete(Logs);
        await Task.Delay(UntilRetried, TestContext.Current.CancellationToken);
        await app.PingAsync();
        await new LogFolder(Path.Combine(Logs, "below")).WaitForAsync("/ping");
    }

    [Fact]
    public async Task Folder_deleted_while_running_is_made_again()
    {
        await using var app = await LoggingApp.StartAsync(Logs);
        await app.PingAsync();
        await new LogFolder(Logs).WaitForAsync("/ping");

        Directory.Delete(Logs, recursive: true);
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        await app.PingAsync();

        await new LogFolder(Logs).WaitForAsync("/ping");
        Assert.Equal(0, await app.CountAsync(Dropped, WriteFailed));
    }

    [Fact]
    public async Task Ten_thousand_lines_a_second_leave_requests_and_memory_alone()
    {
        await using var app = await LoggingApp.StartAsync(Logs);
        await app.PingAsync(times: 50);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        var flood = FloodAsync(app.Logger, end.Token);
        var slowest = TimeSpan.Zero;
        var served = 0;
        for (; !end.IsCancellationRequested; served++)
        {
            var watch = Stopwatch.StartNew();
            await app.PingAsync();
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
        }

        var logged = await flood;
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        var accounted = await app.CountAsync(Written) + await app.CountAsync(Dropped, "file");
        TestContext.Current.SendDiagnosticMessage(
            $"{logged} lines in 3 s, {served} requests, slowest {slowest.TotalMilliseconds:0} ms, {grown / 1024} KiB grown, {await app.CountAsync(Dropped)} dropped"
        );
        Assert.True(logged > 20_000, $"only {logged} lines were logged");
        Assert.True(accounted >= logged, $"{accounted} lines written or counted as dropped of {logged}");
        Assert.True(grown < 32 * 1024 * 1024, $"{grown} bytes more than before");
        Assert.True(slowest < TimeSpan.FromSeconds(2), $"a request took {slowest}");
    }

    /// <summary>
    /// Rates with a healthy and with an unusable folder, in turns, so that the machine's other work falls on both. A request that
    /// waited for the folder would be many times slower; what tells the two apart is far from the noise of a busy machine.
    /// </summary>
    [Fact]
    public async Task Requests_are_served_at_the_same_rate_while_logging_fails()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "file"), "", TestContext.Current.CancellationToken);
        var unusable = Path.Combine(_folder.FullName, "file", "logs");
        double healthy = 0,
            failing = 0;
        for (var turn = 0; turn < 5; turn++)
        {
            healthy = Math.Max(healthy, await RateAsync(Logs));
            failing = Math.Max(failing, await RateAsync(unusable));
        }

        TestContext.Current.SendDiagnosticMessage(
            $"requests a second: {healthy:0} healthy, {failing:0} failing, ratio {failing / healthy:0.00}"
        );
        Assert.True(
            failing / healthy > 0.5,
            string.Create(CultureInfo.InvariantCulture, $"{failing:0} requests a second instead of {healthy:0}")
        );
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<double> RateAsync(string logs)
    {
        const int requests = 1500,
            clients = 4;
        await using var app = await LoggingApp.StartAsync(logs);
        await app.PingAsync(times: 200);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => app.PingAsync(requests / clients)));
        return requests / watch.Elapsed.TotalSeconds;
    }

    private static async Task<long> FloodAsync(ILogger logger, CancellationToken end)
    {
        const int linesEach = 100;
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var watch = Stopwatch.StartNew();
        long lines = 0;
        while (!end.IsCancellationRequested)
        {
            await pace.WaitForNextTickAsync(CancellationToken.None);
            for (; lines < watch.ElapsedMilliseconds * 10; lines += linesEach)
            {
                for (var i = 0; i < linesEach; i++)
                {
                    LogFlood(logger, lines + i);
                }
            }
        }

        return lines;
    }

    private static string FileOfToday() =>
        FormattableString.Invariant(
            $"{typeof(DuressTests).Assembly.GetName().Name}-{Environment.MachineName}-{Environment.ProcessId}-{DateTime.Now:yyyyMMdd}.jsonl"
        );

    [LoggerMessage(Level = LogLevel.Information, Message = "Line {Number} of a flood")]
    private static partial void LogFlood(ILogger logger, long number);
}
