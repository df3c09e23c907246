using MiniTwit.ApiService.Simulator;

namespace MiniTwit.ApiService.Limits;

/// <summary>
/// Counts requests to limited routes, and tells clients what is left in the fields of draft-ietf-httpapi-ratelimit-headers. Not the
/// framework's rate limiter, which tells nobody what is left. The simulator's routes answer as ever, and with its credential uncounted.
/// </summary>
internal sealed class RequestLimits(RequestDelegate next, SimulatorOptions simulator)
{
    public const string PolicyField = "RateLimit-Policy",
        LeftField = "RateLimit";

    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<LimitedRoute>() is not { } route)
        {
            return next(http);
        }

        var quota = http.RequestServices.GetRequiredKeyedService<Quota>(route.Limit);
        if (endpoint.Metadata.GetMetadata<SimulatorRoute>() is null)
        {
            return CountAndTellAsync(http, quota);
        }

        return simulator.IsSentWith(http.Request) ? next(http) : CountAsync(http, quota);
    }

    private Task CountAsync(HttpContext http, Quota quota)
    {
        quota.Take(ClientAddress.Of(http));
        return next(http);
    }

    private async Task CountAndTellAsync(HttpContext http, Quota quota)
    {
        Allowance? usedUp = null;
        // As the answer starts: whoever makes it of an exception empties the headers first.
        http.Response.OnStarting(() =>
        {
            Tell(quota.Allowance, quota.Left(ClientAddress.Of(http)));
            if (usedUp is not null && usedUp != quota.Allowance)
            {
                Tell(usedUp, 0);
            }

            return Task.CompletedTask;
        });
        try
        {
            await CountAsync(http, quota);
        }
        catch (TooManyAttemptsException refusal)
        {
            usedUp = refusal.UsedUp;
            throw;
        }

        void Tell(Allowance allowance, long left)
        {
            http.Response.Headers.Append(PolicyField, allowance.Policy);
            http.Response.Headers.Append(LeftField, allowance.Left(left));
        }
    }
}
