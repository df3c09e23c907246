using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;

namespace MiniTwit.ServiceDefaults.Http;

/// <summary>Service discovery and bounded resilience for every <see cref="HttpClient"/> of the process.</summary>
internal static class HttpClientDefaults
{
    public static void AddHttpClientDefaults(this IServiceCollection services)
    {
        services.AddServiceDiscovery();
        services.ConfigureHttpClientDefaults(http =>
        {
            http.UseSocketsHttpHandler((handler, _) => FollowReplicas(handler));
            http.AddStandardResilienceHandler(Bound);
            http.AddServiceDiscovery();
        });
    }

    /// <summary>Replicas come and go under one name: a new one is used soon, and one that stops holds no idle connection when it ends.</summary>
    private static void FollowReplicas(SocketsHttpHandler handler)
    {
        handler.ConnectTimeout = TimeSpan.FromSeconds(1);
        handler.PooledConnectionLifetime = TimeSpan.FromSeconds(15);
        // Shorter than a stopping replica's drain.
        handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2);
    }

    private static void Bound(HttpStandardResilienceOptions options)
    {
        options.AttemptTimeout.Timeout = TimeSpan.FromSeconds(4);
        options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(8);
        options.Retry.MaxRetryAttempts = 2;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        // The package retries every method: a message whose answer got lost would be posted twice.
        options.Retry.DisableForUnsafeHttpMethods();
        var decide = options.Retry.ShouldHandle;
        options.Retry.ShouldHandle = attempt => NeverArrived(attempt.Outcome.Exception) ? ValueTask.FromResult(true) : decide(attempt);
        options.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(10);
        options.CircuitBreaker.BreakDuration = TimeSpan.FromSeconds(1);
    }

    /// <summary>There was no connection to send it on, so that sending it again sends it once, whatever it does.</summary>
    private static bool NeverArrived(Exception? failure) =>
        failure is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };
}
