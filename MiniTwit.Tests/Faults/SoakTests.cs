using System.Globalization;
using System.Text.RegularExpressions;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Faults;

/// <summary>Promise: what goes on for long takes no more memory, handles, threads or connections for it.</summary>
public sealed partial class SoakTests
{
    private const int Looks = 60;
    private const long LogBytesOfRequest = 2_048;
    private const long StoredBytesOfWrite = 4_096;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // In a short run what is used for the first time outweighs what goes on.
    private static readonly double MostTimeCollecting = FaultyStack.IsAtLength ? 0.02 : 0.1;

    private static readonly Dictionary<string, long> MostMore = FaultyStack.IsAtLength
        ? new()
        {
            ["memory"] = 24L << 20,
            ["handles"] = 12,
            ["threads"] = 6,
            ["connections"] = 4,
        }
        : new()
        {
            ["memory"] = 128L << 20,
            ["handles"] = 48,
            ["threads"] = 20,
            ["connections"] = 16,
        };

    private static TimeSpan Length => FaultyStack.IsAtLength ? TimeSpan.FromMinutes(60) : TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Nothing_grows()
    {
        var logs = Directory.CreateTempSubdirectory("minitwit-soak-");
        var series = new Dictionary<string, List<long>>();
        int accepted;
        double collecting;
        IReadOnlyList<Sample> pages;
        await using (
            var stack = await FaultyStack.StartAsync(replicas: 2, new Dictionary<string, string> { ["Logs__Directory"] = logs.FullName })
        )
        {
            await using var web = await stack.StartWebAsync();
            await using var load = Load.Start(() => stack.Replicas, rounds: (int)Length.TotalMinutes, Pause);
            var visitor = new Api(web.Address);
            var watch = Watch.Start([
                ("/public", () => visitor.GetAsync("/public")),
                ("/login", () => visitor.GetAsync("/login")),
                ("/feed", () => visitor.GetAsync("/public/feed.atom")),
            ]);
            AppProcess[] apps = [.. stack.Replicas, web];
            // Starting is not what goes on for long.
            var collectedBefore = await Task.WhenAll(apps.Select(TimeCollectingAsync));
            for (var look = 0; look < Looks; look++)
            {
                await Task.Delay(Length / Looks, TestContext.Current.CancellationToken);
                Note("memory", apps.Sum(app => app.Memory));
                Note("handles", apps.Sum(app => (long)app.Handles));
                Note("threads", apps.Sum(app => (long)app.Threads));
                Note("connections", await stack.Server.Direct.ValueAsync<long>("SELECT count(*) FROM pg_stat_activity"));
                Note("log files", logs.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length));
                Note("database", await stack.Server.Direct.ValueAsync<long>("SELECT pg_database_size(current_database())"));
            }

            var collected = await Task.WhenAll(apps.Select(TimeCollectingAsync));
            collecting = collected.Zip(collectedBefore, (after, before) => after - before).Max() / Length.TotalSeconds;
            pages = await watch.StopAsync();
            accepted = load.Ledger.Accepted;
            Assert.Empty(await load.StopAndCompareAsync(stack.Server.Direct));
        }

        logs.Delete(recursive: true);
        foreach (var (what, values) in series)
        {
            Tell($"{what}: from {values[Looks / 4]} to {values[^1]}, {SlopeAnHour(values[(Looks / 4)..]):0} an hour");
        }

        Tell($"{Length.TotalMinutes:0.##} minutes, {accepted} writes, {pages.Count} pages, {collecting:0.0000} of the time collecting");
        Assert.All(pages, sample => Assert.True(sample.IsGood, $"{sample}"));
        foreach (var (what, most) in MostMore)
        {
            var values = series[what];
            var (first, last) = (Median(values[(Looks / 4)..(Looks / 2)]), Median(values[(Looks * 3 / 4)..]));
            Assert.True(last <= first + most, $"{what}: {string.Join(' ', values)}");
        }

        Assert.InRange(collecting, 0, MostTimeCollecting);
        Assert.InRange(More("log files") / (accepted + pages.Count), 1, LogBytesOfRequest);
        Assert.InRange(More("database") / accepted, 0, StoredBytesOfWrite);

        void Note(string what, long value) => (series.TryGetValue(what, out var values) ? values : series[what] = []).Add(value);
        long More(string what) => series[what][^1] - series[what][0];
    }

    private static void Tell(FormattableString what) =>
        TestContext.Current.TestOutputHelper?.WriteLine(what.ToString(CultureInfo.InvariantCulture));

    private static long Median(List<long> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Of the straight line that is nearest to values which were taken all over the length, in turn.</summary>
    private static double SlopeAnHour(List<long> values)
    {
        var (middle, mean) = ((values.Count - 1) / 2.0, values.Average());
        var slope =
            values.Select((value, number) => (number - middle) * (value - mean)).Sum()
            / values.Select((_, number) => (number - middle) * (number - middle)).Sum();
        return slope / (Length / Looks).TotalHours;
    }

    /// <summary>For how many seconds a process has stood still for its garbage collector.</summary>
    private static async Task<double> TimeCollectingAsync(AppProcess app) => (await app.MetricsAsync(PauseTime())).Single();

    [GeneratedRegex(@"^dotnet_gc_pause_time_seconds_total(?:\{[^}]*\})? (\S+)", RegexOptions.Multiline)]
    private static partial Regex PauseTime();
}
