using System.Threading.RateLimiting;

namespace MiniTwit.ApiService.Limits;

/// <summary>How often something may be done: so many times at once, and once more each time that <c>Every</c> has passed.</summary>
internal sealed record Allowance(int AtOnce, TimeSpan Every)
{
    /// <summary>The settings <c>Limits:{name}:AtOnce</c> and <c>:Every</c>; one that is missing is as usual.</summary>
    public static Allowance Read(IConfiguration configuration, string name, Allowance usual)
    {
        var limit = configuration.GetSection("Limits").GetSection(name);
        var allowance = new Allowance(limit.GetValue(nameof(AtOnce), usual.AtOnce), limit.GetValue(nameof(Every), usual.Every));
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
}
