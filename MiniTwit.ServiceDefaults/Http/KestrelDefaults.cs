using Microsoft.AspNetCore.Hosting;

namespace MiniTwit.ServiceDefaults.Http;

internal static class KestrelDefaults
{
    /// <summary>The largest body any route takes, in bytes: a message of 280 characters with room for escapes.</summary>
    private const long MaxBodyBytes = 64 * 1024;

    public static void ConfigureKestrelDefaults(this IWebHostBuilder web) => web.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
    });
}
