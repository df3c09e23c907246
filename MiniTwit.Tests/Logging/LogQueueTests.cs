using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using MiniTwit.ServiceDefaults.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace MiniTwit.Tests.Logging;

public sealed class LogQueueTests
{
    /// <summary>A disk that hangs: the queue keeps its bound, the rest is dropped and counted, and nobody waits.</summary>
    [Fact]
    public void Sink_that_hangs_costs_lines_and_neither_time_nor_memory()
    {
        const int lines = 200_000;
        using var sink = new HangingSink();
        using var queue = new LogQueue(sink);
        using var logger = new LoggerConfiguration().WriteTo.Sink(queue).CreateLogger();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var watch = Stopwatch.StartNew();
        for (var i = 0; i < lines; i++)
        {
            logger.Information("Line {Number} {Text}", i, "some text of usual length that a line may have");
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        // One line is in the sink's hands.
        Assert.InRange(queue.Dropped, lines - LogQueue.Capacity - 1, lines - LogQueue.Capacity);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"logging took {watch.Elapsed}");
        Assert.True(grown < 32 * 1024 * 1024, $"{grown} bytes more than before");
        sink.Release();
    }

    [Fact]
    public void Line_that_was_cut_short_is_ended_before_more_follow()
    {
        var folder = Directory.CreateTempSubdirectory("minitwit-torn-");
        try
        {
            var today = FormattableString.Invariant($"{DateTime.Now:yyyyMMdd}.jsonl");
            var file = Path.Combine(folder.FullName, LogFiles.NameFor("app").Replace(".jsonl", today, StringComparison.Ordinal));
            File.WriteAllText(file, "{\"whole\":1}\n{\"cut sh");
            using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
            var metrics = new LogMetrics(services.GetRequiredService<IMeterFactory>());
            using (var sink = new LogFileSink(folder.FullName, "app", new EcsFormatter("s", "1", "h"), metrics, TimeProvider.System))
            {
                sink.Emit(new LogEvent(DateTimeOffset.UtcNow, LogEventLevel.Information, null, MessageTemplate.Empty, []));
            }

            var lines = File.ReadAllLines(file);
            Assert.Equal(3, lines.Length);
            Assert.Equal("{\"cut sh", lines[1]);
            Assert.Empty(new StandInMapping().Complaints(lines[2]));
            Assert.Equal(1, metrics.Written);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private sealed class HangingSink : ILogEventSink, IDisposable
    {
        private readonly ManualResetEventSlim _released = new();

        public void Emit(LogEvent logEvent) => _released.Wait(TimeSpan.FromSeconds(60));

        public void Release() => _released.Set();

        public void Dispose() => _released.Dispose();
    }
}
