using MiniTwit.ServiceDefaults;

namespace MiniTwit.Web.Api;

internal static class MiniTwitApiSetup
{
    /// <summary>Registers the typed client; discovery and resilience come with the service defaults.</summary>
    public static void AddMiniTwitApi(this IServiceCollection services)
        => services.AddHttpClient<MiniTwitApi>(http =>
        {
            http.BaseAddress = new Uri($"http://{ResourceNames.Api}");
            // The whole wait, retries included: a person is looking at a blank page meanwhile.
            http.Timeout = TimeSpan.FromSeconds(5);
        });
}
