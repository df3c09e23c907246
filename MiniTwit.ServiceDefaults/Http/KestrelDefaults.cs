using Microsoft.AspNetCore.Hosting;

namespace MiniTwit.ServiceDefaults.Http;

internal static class KestrelDefaults
{
    /// <summary>In bytes. What is over it is cut off; see <see cref="BodyLimit"/> for what routes take.</summary>
    private const long MaxBodyBytes = 8 * 1024 * 1024;

    public static void ConfigureKestrelDefaults(this IWebHostBuilder web) =>
        web.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
}
