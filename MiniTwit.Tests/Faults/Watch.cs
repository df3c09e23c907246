using System.Diagnostics;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Faults;

/// <summary>One answer to one who asks all the time.</summary>
/// <param name="What">What was asked for.</param>
/// <param name="Asked">When, since the watch began.</param>
/// <param name="Took">How long the answer took.</param>
/// <param name="Status">Its status; 0: there was none.</param>
/// <param name="SaysWhen">Whether it says when to try again.</param>
/// <param name="Why">Why there was none.</param>
internal sealed record Sample(string What, TimeSpan Asked, TimeSpan Took, int Status, bool SaysWhen, string? Why = null)
{
    public TimeSpan Answered => Asked + Took;

    public bool IsGood => Status is >= 200 and < 300;
}

internal static class Samples
{
    /// <summary>What all but a hundredth took at most.</summary>
    public static TimeSpan Slow(this IEnumerable<Sample> samples)
    {
        var took = samples.Select(sample => sample.Took).Order().ToList();
        return took[took.Count * 99 / 100];
    }
}

/// <summary>Asks for each of some things every now and then, however long the answers take, or as soon as it has the last one's.</summary>
internal sealed class Watch
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Task<Sample[]>[] _asking;
    private readonly bool _oneAtATime;
    private volatile bool _isOver;
    private int _answers;

    private Watch(IEnumerable<(string What, Func<Task<Reply>> Ask)> things, bool oneAtATime)
    {
        _oneAtATime = oneAtATime;
        _asking = [.. things.Select(thing => Task.Run(() => AskAsync(thing.What, thing.Ask)))];
    }

    public TimeSpan Now => _clock.Elapsed;

    /// <summary>How many there were so far.</summary>
    public int Answers => Volatile.Read(ref _answers);

    public static Watch Start(IEnumerable<(string What, Func<Task<Reply>> Ask)> things, bool oneAtATime = false) => new(things, oneAtATime);

    /// <summary>Waits for the answers that are still to come.</summary>
    public async Task<IReadOnlyList<Sample>> StopAsync()
    {
        _isOver = true;
        var samples = await Task.WhenAll(_asking);
        return [.. samples.SelectMany(of => of).OrderBy(sample => sample.Asked)];
    }

    private async Task<Sample[]> AskAsync(string what, Func<Task<Reply>> ask)
    {
        var samples = new List<Task<Sample>>();
        while (!_isOver)
        {
            samples.Add(OnceAsync(what, ask));
            await (_oneAtATime ? samples[^1] : Task.Delay(Pause, CancellationToken.None));
        }

        return await Task.WhenAll(samples);
    }

    private async Task<Sample> OnceAsync(string what, Func<Task<Reply>> ask)
    {
        var asked = _clock.Elapsed;
        try
        {
            var reply = await ask();
            Interlocked.Increment(ref _answers);
            return new(what, asked, _clock.Elapsed - asked, (int)reply.Status, reply.Header("Retry-After") is not null);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return new(what, asked, _clock.Elapsed - asked, 0, false, e.GetBaseException().Message);
        }
    }
}
