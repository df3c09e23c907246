using MiniTwit.ApiService.Users.Passwords;

namespace MiniTwit.ApiService.Limits;

/// <summary>How often an address may have passwords hashed, how often a wrong one may be tried, what a user may do a few times a day, and how much mail somebody gets. Each replica counts for itself.</summary>
internal static class LimitSetup
{
    /// <summary>Names of the limits, and of their settings.</summary>
    public const string SignIns = "SignIns",
        SignUps = "SignUps",
        SimulatorSignUps = "SimulatorSignUps",
        Exports = "Exports",
        Reports = "Reports",
        PasswordResets = "PasswordResets",
        LinksToAddress = "LinksToAddress",
        NoticesToAddress = "NoticesToAddress";

    public static void AddLimits(this WebApplicationBuilder builder)
    {
        foreach (
            var allowance in new[]
            {
                Read(new(SignIns, 60, TimeSpan.FromSeconds(1))),
                Read(new(SignUps, 30, TimeSpan.FromMinutes(1))),
                Read(new(SimulatorSignUps, 600, TimeSpan.FromSeconds(1))),
                Read(new(Exports, 4, TimeSpan.FromHours(6))),
                // Twenty a day.
                Read(new(Reports, 20, TimeSpan.FromMinutes(72))),
                Read(new(PasswordResets, 10, TimeSpan.FromMinutes(1))),
                // Sooner than a link is no longer good: whoever uses up somebody else's leaves them one.
                Read(new(LinksToAddress, 3, TimeSpan.FromMinutes(10))),
                Read(new(NoticesToAddress, 10, TimeSpan.FromMinutes(10))),
            }
        )
        {
            builder.Services.AddKeyedSingleton(allowance.Name, (_, _) => new Quota(allowance));
        }

        var ofAddress = Read(new("WrongPasswords", 10, TimeSpan.FromSeconds(20)));
        var ofAccount = Read(new("WrongPasswordsOfAccount", 10, TimeSpan.FromMinutes(4)));
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton(services => new Guesses(
            services.GetRequiredService<PasswordHashing>(),
            services.GetRequiredService<IHttpContextAccessor>(),
            ofAddress,
            ofAccount
        ));

        Allowance Read(Allowance usual) => Allowance.Read(builder.Configuration, usual);
    }

    /// <summary>Counts requests to this route by the address they come from.</summary>
    public static RouteHandlerBuilder LimitedTo(this RouteHandlerBuilder route, string limit) =>
        route.WithMetadata(new LimitedRoute(limit)).ProducesProblem(StatusCodes.Status429TooManyRequests);
}
