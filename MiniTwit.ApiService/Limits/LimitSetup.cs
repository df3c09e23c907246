using System.Threading.RateLimiting;
using MiniTwit.ApiService.Simulator;
using MiniTwit.ApiService.Users.Passwords;

namespace MiniTwit.ApiService.Limits;

/// <summary>How often an address may have passwords hashed, and how often a wrong one may be tried. Each replica counts for itself.</summary>
internal static class LimitSetup
{
    /// <summary>Names of the policies, and of their settings.</summary>
    public const string SignIns = "SignIns",
        SignUps = "SignUps",
        SimulatorSignUps = "SimulatorSignUps";

    public static void AddLimits(this WebApplicationBuilder builder)
    {
        var signIns = Read(SignIns, new(60, TimeSpan.FromSeconds(1)));
        var signUps = Read(SignUps, new(30, TimeSpan.FromMinutes(1)));
        var simulatorSignUps = Read(SimulatorSignUps, new(600, TimeSpan.FromSeconds(1)));
        builder.Services.AddRateLimiter(limits =>
        {
            limits.AddPolicy(SignIns, http => signIns.PartitionOf(ClientAddress.Of(http)));
            limits.AddPolicy(SignUps, http => signUps.PartitionOf(ClientAddress.Of(http)));
            limits.AddPolicy(
                SimulatorSignUps,
                http =>
                    http.RequestServices.GetRequiredService<SimulatorOptions>().IsSentWith(http.Request)
                        ? RateLimitPartition.GetNoLimiter("")
                        : simulatorSignUps.PartitionOf(ClientAddress.Of(http))
            );
            limits.OnRejected = (refused, _) =>
                throw new TooManyAttemptsException(
                    refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1)
                );
        });

        var ofAddress = Read("WrongPasswords", new(10, TimeSpan.FromSeconds(20)));
        var ofAccount = Read("WrongPasswordsOfAccount", new(10, TimeSpan.FromMinutes(4)));
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton(services => new Guesses(
            services.GetRequiredService<PasswordHashing>(),
            services.GetRequiredService<IHttpContextAccessor>(),
            ofAddress,
            ofAccount
        ));

        // Twenty a day.
        var reports = Read("Reports", new(20, TimeSpan.FromMinutes(72)));
        builder.Services.AddSingleton(_ => new ReportLimit(reports));

        Allowance Read(string name, Allowance usual) => Allowance.Read(builder.Configuration, name, usual);
    }

    /// <summary>Counts requests to this route by the address they come from.</summary>
    public static RouteHandlerBuilder LimitedTo(this RouteHandlerBuilder route, string policy) =>
        route.RequireRateLimiting(policy).ProducesProblem(StatusCodes.Status429TooManyRequests);
}
