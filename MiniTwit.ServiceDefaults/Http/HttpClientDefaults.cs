using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;

namespace MiniTwit.ServiceDefaults.Http;

/// <summary>
/// Service discovery and bounded resilience for every <see cref="HttpClient"/> of the process. How long to wait is each client's to say.
/// There is no circuit breaker: it would refuse everybody for what some requests met with.
/// </summary>
internal static class HttpClientDefaults
{
    private const int MaxConcurrent = 1_000;

    public static void AddHttpClientDefaults(this IServiceCollection services)
    {
        services.AddServiceDiscovery();
        services.AddSingleton<ReplicaConnections>();
        services.ConfigureHttpClientDefaults(http =>
        {
            http.UseSocketsHttpHandler((handler, provider) => FollowReplicas(handler, provider.GetRequiredService<ReplicaConnections>()));
            http.AddResilienceHandler(
                "bounded",
                pipeline => pipeline.AddConcurrencyLimiter(MaxConcurrent).AddRetry(WhatBrokeOff()).AddTimeout(OfOneReplica())
            );
        });
    }

    /// <summary>Replicas come and go under one name: a new one is used soon, and one that stops holds no idle connection when it ends.</summary>
    private static void FollowReplicas(SocketsHttpHandler handler, ReplicaConnections connections)
    {
        handler.ConnectCallback = connections.ConnectAsync;
        // For all addresses of the name.
        handler.ConnectTimeout = TimeSpan.FromSeconds(3);
        handler.UseProxy = false;
        handler.PooledConnectionLifetime = TimeSpan.FromSeconds(15);
        // Shorter than a stopping replica's drain.
        handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2);
    }

    /// <summary>
    /// A read that a dying or hanging replica left without an answer is sent again, and so is whatever found nobody to take its connection. An
    /// answer is passed on whatever it says: a 503 is for whoever waits to see. What changes something and may have arrived is never
    /// repeated: a message would be posted twice.
    /// </summary>
    private static HttpRetryStrategyOptions WhatBrokeOff()
    {
        var retry = new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(200),
            ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is HttpRequestException or TimeoutRejectedException),
        };
        retry.DisableForUnsafeHttpMethods();
        var decide = retry.ShouldHandle;
        retry.ShouldHandle = attempt => NeverArrived(attempt.Outcome.Exception) ? ValueTask.FromResult(true) : decide(attempt);
        return retry;
    }

    /// <summary>
    /// Longer than a replica of the API that is well takes for anything. What changes something is waited for as long as its client waits:
    /// whoever asked for it has to hear how it ended.
    /// </summary>
    private static TimeoutStrategyOptions OfOneReplica() =>
        new()
        {
            TimeoutGenerator = attempt =>
                ValueTask.FromResult(
                    attempt.Context.GetRequestMessage() is { } request
                    && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head)
                        ? TimeSpan.FromSeconds(4.8)
                        : Timeout.InfiniteTimeSpan
                ),
        };

    private static bool NeverArrived(Exception? failure) =>
        failure is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };
}
