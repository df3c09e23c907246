using System.Threading.RateLimiting;
using MiniTwit.ApiService.Simulator;

namespace MiniTwit.ApiService.Limits;

/// <summary>
/// How often an address may have passwords hashed, whatever the outcome: no client needs it as often, and a hash is dear. Each
/// replica counts for itself.
/// </summary>
internal static class LimitSetup
{
    /// <summary>Names of the policies, and of their settings.</summary>
    public const string SignIns = "SignIns", SignUps = "SignUps", SimulatorSignUps = "SimulatorSignUps";

    public static void AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<Guesses>();
        var signIns = Allowance.Read(builder.Configuration, SignIns, new(60, TimeSpan.FromSeconds(1)));
        var signUps = Allowance.Read(builder.Configuration, SignUps, new(30, TimeSpan.FromMinutes(1)));
        var simulatorSignUps = Allowance.Read(builder.Configuration, SimulatorSignUps, new(600, TimeSpan.FromSeconds(1)));
        builder.Services.AddRateLimiter(limits =>
        {
            limits.AddPolicy(SignIns, http => signIns.PartitionOf(ClientAddress.Of(http)));
            limits.AddPolicy(SignUps, http => signUps.PartitionOf(ClientAddress.Of(http)));
            limits.AddPolicy(SimulatorSignUps, http => http.RequestServices.GetRequiredService<SimulatorOptions>().IsSentWith(http.Request)
                ? RateLimitPartition.GetNoLimiter("")
                : simulatorSignUps.PartitionOf(ClientAddress.Of(http)));
            limits.OnRejected = (refused, _) => throw new TooManyAttemptsException(
                refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1));
        });
    }

    /// <summary>Counts requests to this route, or these, by the address they come from.</summary>
    public static TBuilder LimitedTo<TBuilder>(this TBuilder routes, string policy)
        where TBuilder : IEndpointConventionBuilder =>
        routes.RequireRateLimiting(policy).WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status429TooManyRequests));
}
