using System.Net.Http.Headers;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.Web.Security;

internal static class SharedKeys
{
    /// <summary>Protects cookies with keys that all replicas share through the API service's internal routes.</summary>
    public static void AddSharedKeys(this WebApplicationBuilder builder)
    {
        var key = InternalKey.Read(builder);
        builder.Services.AddSingleton(key);
        builder.Services.AddHttpClient(
            ApiKeyRepository.ClientName,
            http =>
            {
                http.BaseAddress = new Uri($"http://_{ResourceNames.ManagementEndpoint}.{ResourceNames.Api}");
                http.Timeout = TimeSpan.FromSeconds(3);
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Value);
            }
        );
        builder.Services.AddSingleton<ApiKeyRepository>();
        builder.Services.AddDataProtection().SetApplicationName("MiniTwit.Web");
        builder
            .Services.AddOptions<KeyManagementOptions>()
            .Configure<ApiKeyRepository>(
                (options, repository) => (options.XmlRepository, options.XmlEncryptor) = (repository, new KeyEncryptor(key))
            );
    }
}
