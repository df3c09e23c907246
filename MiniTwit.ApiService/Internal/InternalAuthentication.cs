using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using MiniTwit.ApiService.Security;

namespace MiniTwit.ApiService.Internal;

/// <summary>Recognises MiniTwit's own processes by the key they share.</summary>
internal sealed class InternalAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    InternalOptions secret
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerToken.SentWith(Request) is not { } token)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (!secret.IsKey(token))
        {
            return Task.FromResult(AuthenticateResult.Fail("Wrong key"));
        }

        var identity = new ClaimsIdentity([new(ClaimTypes.Name, "internal")], Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme.Name)));
    }
}
