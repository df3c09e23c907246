using Spectre.Console;

namespace MiniTwit.Simulator.Report;

/// <summary>Shows how far a run is: a bar on a terminal, a line every few seconds elsewhere.</summary>
internal static class ProgressView
{
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(200),
        LineInterval = TimeSpan.FromSeconds(5);

    public static async Task FollowAsync(IAnsiConsole console, Tally tally, int commands, Task run)
    {
        if (!console.Profile.Capabilities.Interactive)
        {
            await EveryAsync(LineInterval, run, rate => console.WriteLine(Line(tally, commands, rate)), tally);
            return;
        }
        var columns = new ProgressColumn[]
        {
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn(),
            new PercentageColumn(),
            new RemainingTimeColumn(),
        };
        await console
            .Progress()
            .Columns(columns)
            .StartAsync(async context =>
            {
                var task = context.AddTask("starting", maxValue: Math.Max(commands, 1));
                await EveryAsync(BarInterval, run, Show, tally);
                Show(null);

                void Show(double? rate)
                {
                    task.Value = tally.Sent;
                    task.Description = Line(tally, commands, rate);
                }
            });
    }

    private static async Task EveryAsync(TimeSpan interval, Task run, Action<double?> show, Tally tally)
    {
        var (last, lastSent) = (TimeProvider.System.GetTimestamp(), 0L);
        while (await Task.WhenAny(run, Task.Delay(interval)) != run)
        {
            var (now, sent) = (TimeProvider.System.GetTimestamp(), tally.Sent);
            show((sent - lastSent) / TimeProvider.System.GetElapsedTime(last, now).TotalSeconds);
            (last, lastSent) = (now, sent);
        }
    }

    private static string Line(Tally tally, int commands, double? rate) =>
        FormattableString.Invariant($"{tally.Sent} of {commands}, {tally.Errors} errors{(rate is null ? "" : $", {rate:0}/s")}");
}
