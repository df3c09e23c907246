using System.Net.Http.Headers;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.Web.Security;

internal static class SharedKeys
{
    private const string DevelopmentKey = "development-internal-key";

    /// <summary>Protects cookies with keys that all replicas share through the API service's internal routes.</summary>
    public static void AddSharedKeys(this WebApplicationBuilder builder)
    {
        var key = InternalKey(builder);
        builder.Services.AddHttpClient(ApiKeyRepository.ClientName, http =>
        {
            http.BaseAddress = new Uri($"http://_{ResourceNames.ManagementEndpoint}.{ResourceNames.Api}");
            http.Timeout = TimeSpan.FromSeconds(3);
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        });
        builder.Services.AddSingleton<ApiKeyRepository>();
        builder.Services.AddDataProtection().SetApplicationName("MiniTwit.Web");
        builder.Services.AddOptions<KeyManagementOptions>()
            .Configure<ApiKeyRepository>((options, repository) => options.XmlRepository = repository);
    }

    private static string InternalKey(WebApplicationBuilder builder)
    {
        var key = builder.Configuration["Internal:Key"];
        if (builder.Environment.IsDevelopment()) return string.IsNullOrEmpty(key) ? DevelopmentKey : key;
        if (string.IsNullOrWhiteSpace(key) || key == DevelopmentKey)
            throw new InvalidOperationException("Set Internal:Key (environment: Internal__Key) to the secret that the API service has too.");
        return key;
    }
}
