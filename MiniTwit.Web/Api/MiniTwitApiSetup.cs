using System.Net;
using MiniTwit.ServiceDefaults;
using MiniTwit.ServiceDefaults.Http;
using MiniTwit.Web.Security;

namespace MiniTwit.Web.Api;

internal static class MiniTwitApiSetup
{
    /// <summary>Registers the typed client, of which each request has its own; discovery and resilience come with the service defaults.</summary>
    public static void AddMiniTwitApi(this IServiceCollection services) =>
        services.AddHttpClient<MiniTwitApi>(
            (provider, http) =>
            {
                http.BaseAddress = new Uri($"http://{ResourceNames.Api}");
                // Longer than the API takes at most: what it has begun to store it sees to its end, and whoever asked for it has to hear how it ended.
                http.Timeout = TimeSpan.FromSeconds(10);
                if (provider.GetRequiredService<IHttpContextAccessor>().HttpContext?.Connection.RemoteIpAddress is { } client)
                {
                    ActFor(client, provider.GetRequiredService<InternalKey>(), http);
                }
            }
        );

    // The API limits by address, and would take all browsers for one client.
    private static void ActFor(IPAddress client, InternalKey key, HttpClient http)
    {
        http.DefaultRequestHeaders.Add(ClientHeaders.Address, client.ToString());
        http.DefaultRequestHeaders.Add(ClientHeaders.Key, key.Value);
    }
}
