namespace MiniTwit.Simulator.Scenario;

/// <summary>SplitMix64. Its own generator, because <see cref="Random"/> may draw other numbers from the same seed in another .NET.</summary>
internal sealed class SeededRandom(long seed)
{
    private ulong _state = (ulong)seed;

    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 up to, not including, <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>A number from 0 up to, not including, 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(ReadOnlySpan<T> items) => items[Below(items.Length)];
}
