using Microsoft.AspNetCore.Http.Features;

namespace MiniTwit.Web.Security;

internal static class RequestBounds
{
    private const int MaxBody = 64 * 1024;

    /// <summary>Bounds what a request may bring: the largest form is a message of a few hundred characters.</summary>
    public static void AddRequestBounds(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = MaxBody;
            options.AddServerHeader = false;
        });
        builder.Services.Configure<FormOptions>(options =>
        {
            options.ValueCountLimit = 32;
            options.KeyLengthLimit = 128;
            options.ValueLengthLimit = MaxBody;
            options.MultipartBodyLengthLimit = MaxBody;
            options.MultipartHeadersCountLimit = 8;
        });
    }
}
