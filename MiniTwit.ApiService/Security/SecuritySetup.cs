using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using MiniTwit.ApiService.Internal;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Security;

internal static class SecuritySetup
{
    public static void AddSecurity(this WebApplicationBuilder builder)
    {
        builder.AddSecret<InternalOptions>(InternalOptions.Section);
        // Two schemes and no default one: only routes whose policy names a scheme pay for it.
        // The core alone: AddAuthentication would bring Data Protection with a key ring on disk, which nothing here uses.
        builder.Services.AddAuthenticationCore();
        builder.Services.AddWebEncoders();
        new AuthenticationBuilder(builder.Services)
            .AddScheme<AuthenticationSchemeOptions, BearerAuthentication>(Policies.Bearer, null)
            .AddScheme<AuthenticationSchemeOptions, InternalAuthentication>(Policies.Internal, null);
        builder
            .Services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Bearer, policy => policy.AddAuthenticationSchemes(Policies.Bearer).RequireAuthenticatedUser())
            .AddPolicy(
                Policies.Administrator,
                policy =>
                    policy
                        .AddAuthenticationSchemes(Policies.Bearer)
                        .RequireAuthenticatedUser()
                        .RequireRole(BearerAuthentication.Administrator)
            )
            .AddPolicy(Policies.Internal, policy => policy.AddAuthenticationSchemes(Policies.Internal).RequireAuthenticatedUser())
            .AddPolicy(
                Policies.AnonymousOrBearer,
                policy => policy.AddAuthenticationSchemes(Policies.Bearer).RequireAssertion(SentNoTokenOrAGoodOne)
            );
    }

    private static bool SentNoTokenOrAGoodOne(AuthorizationHandlerContext context) =>
        context.User.Identity is { IsAuthenticated: true }
        || (context.Resource is HttpContext http && BearerToken.SentWith(http.Request) is null);
}
