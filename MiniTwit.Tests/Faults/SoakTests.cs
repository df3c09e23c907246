using System.Globalization;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Faults;

/// <summary>Promise: what goes on for long takes no more memory, handles, threads or connections for it.</summary>
public sealed class SoakTests
{
    private const int Looks = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // The most by which the end may be above the beginning, besides a tenth.
    private static readonly Dictionary<string, long> Slack = new()
    {
        ["memory"] = FaultyStack.IsAtLength ? 32L << 20 : 128L << 20,
        ["handles"] = 32,
        ["threads"] = 16,
        ["connections"] = 16,
    };

    private static TimeSpan Length => FaultyStack.IsAtLength ? TimeSpan.FromMinutes(60) : TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Nothing_grows()
    {
        var logs = Directory.CreateTempSubdirectory("minitwit-soak-");
        var series = new Dictionary<string, List<long>>();
        var accepted = 0;
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
            for (var look = 0; look < Looks; look++)
            {
                await Task.Delay(Length / Looks, TestContext.Current.CancellationToken);
                AppProcess[] apps = [.. stack.Replicas, web];
                Note("memory", apps.Sum(app => app.Memory));
                Note("handles", apps.Sum(app => (long)app.Handles));
                Note("threads", apps.Sum(app => (long)app.Threads));
                Note("connections", await stack.Server.Direct.ValueAsync<long>("SELECT count(*) FROM pg_stat_activity"));
                Note("log files", logs.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length));
            }

            pages = await watch.StopAsync();
            accepted = load.Ledger.Accepted;
            Assert.Empty(await load.StopAndCompareAsync(stack.Server.Direct));
        }

        logs.Delete(recursive: true);
        Assert.All(pages, sample => Assert.True(sample.IsGood, $"{sample}"));
        foreach (var (what, values) in series)
        {
            var (first, last) = (Median(values[(Looks / 4)..(Looks / 2)]), Median(values[(Looks * 3 / 4)..]));
            TestContext.Current.TestOutputHelper?.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what}: from {first} to {last}, {SlopeAnHour(values[(Looks / 4)..]):0} an hour"
                )
            );
            if (Slack.TryGetValue(what, out var slack))
            {
                Assert.True(last <= (first * 1.1) + slack, $"{what}: {string.Join(' ', values)}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{Length.TotalMinutes:0.##} minutes, {accepted} writes, {pages.Count} pages")
        );

        void Note(string what, long value) => (series.TryGetValue(what, out var values) ? values : series[what] = []).Add(value);
    }

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
}
