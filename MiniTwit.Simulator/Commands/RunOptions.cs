namespace MiniTwit.Simulator.Commands;

/// <summary>What <c>run</c> was told on the command line.</summary>
internal sealed record RunOptions
{
    /// <summary>The scenario; generated from <see cref="Users"/>, <see cref="Commands"/> and <see cref="Seed"/> where there is none.</summary>
    public string? File { get; init; }

    public required int Users { get; init; }

    public required int Commands { get; init; }

    public required long Seed { get; init; }

    public required string Url { get; init; }

    /// <summary>How many times the course's pace; infinite for no pauses.</summary>
    public double Speed { get; init; } = 1;

    public int Connections { get; init; } = 1;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>None where slow answers are no errors.</summary>
    public TimeSpan? MaxLatency { get; init; }

    public bool KeepAlive { get; init; }

    public bool StartLatest { get; init; }

    public int? Limit { get; init; }

    public long? StopAfterErrors { get; init; }

    public bool Verify { get; init; }

    /// <summary>A path, or <c>-</c> for standard output.</summary>
    public string? Json { get; init; }

    public string? Ledger { get; init; }
}
