using System.Globalization;
using System.Threading.RateLimiting;

namespace MiniTwit.ApiService.Limits;

/// <summary>How often something may be done: so many times at once, and once more each time that <c>Every</c> has passed.</summary>
internal sealed record Allowance(string Name, int AtOnce, TimeSpan Every)
{
    /// <summary>What clients are told: the whole of it, and the seconds in which that comes back (draft-ietf-httpapi-ratelimit-headers).</summary>
    public string Policy => $"\"{Name}\";q={AtOnce};w={Seconds(AtOnce * Every.TotalSeconds)}";

    /// <summary>What clients are told is left, and the seconds after which there is at least one more.</summary>
    public string Left(long times) => $"\"{Name}\";r={times};t={Seconds(Every.TotalSeconds)}";

    /// <summary>The settings <c>Limits:{name}:AtOnce</c> and <c>:Every</c>; one that is missing is as usual.</summary>
    public static Allowance Read(IConfiguration configuration, Allowance usual)
    {
        var limit = configuration.GetSection("Limits").GetSection(usual.Name);
        var allowance = usual with
        {
            AtOnce = limit.GetValue(nameof(AtOnce), usual.AtOnce),
            Every = limit.GetValue(nameof(Every), usual.Every),
        };
        return allowance is { AtOnce: > 0 } && allowance.Every > TimeSpan.Zero
            ? allowance
            : throw new InvalidOperationException(
                $"{limit.Path} has to be more than nothing, and is {allowance.AtOnce} at once and one every {allowance.Every}."
            );
    }

    /// <summary>The bucket of whoever or whatever has this key. The library lets go of it once it has been full for some seconds.</summary>
    public RateLimitPartition<string> PartitionOf(string key) =>
        RateLimitPartition.GetTokenBucketLimiter(
            key,
            _ =>
                new()
                {
                    TokenLimit = AtOnce,
                    TokensPerPeriod = 1,
                    ReplenishmentPeriod = Every,
                    QueueLimit = 0,
                }
        );

    // Whole ones, of which there is no zeroth.
    private static string Seconds(double seconds) => Math.Ceiling(seconds).ToString("F0", CultureInfo.InvariantCulture);
}
