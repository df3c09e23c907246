namespace MiniTwit.Simulator.Report;

/// <summary>Counts times in buckets that are 2 % wide, so that percentiles are right to 1 % in a few kilobytes however long a run is.</summary>
internal sealed class LatencyHistogram
{
    private const double Smallest = 0.001,
        Width = 1.02;
    private static readonly double LogWidth = Math.Log(Width);

    // 0.001 ms to more than two hours.
    private readonly long[] _buckets = new long[1_150];

    public long Count { get; private set; }

    public double MaxMs { get; private set; }

    public void Add(TimeSpan elapsed)
    {
        var ms = elapsed.TotalMilliseconds;
        var bucket = ms <= Smallest ? 0 : (int)(Math.Log(ms / Smallest) / LogWidth);
        _buckets[Math.Min(bucket, _buckets.Length - 1)]++;
        Count++;
        MaxMs = Math.Max(MaxMs, ms);
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _buckets.Length; i++)
        {
            _buckets[i] += other._buckets[i];
        }

        Count += other.Count;
        MaxMs = Math.Max(MaxMs, other.MaxMs);
    }

    /// <summary>The time that <paramref name="percent"/> of all stay below; 0 where there are none.</summary>
    public double PercentileMs(double percent)
    {
        var rank = (long)Math.Ceiling(Count * percent / 100);
        for (var i = 0; i < _buckets.Length && rank > 0; i++)
        {
            rank -= _buckets[i];
            if (rank <= 0)
            {
                return Math.Min(Smallest * Math.Pow(Width, i + 0.5), MaxMs);
            }
        }
        return MaxMs;
    }
}
