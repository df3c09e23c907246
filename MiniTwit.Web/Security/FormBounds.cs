using Microsoft.AspNetCore.Http.Features;

namespace MiniTwit.Web.Security;

internal static class FormBounds
{
    private const int MaxValue = 64 * 1024;

    /// <summary>Bounds what a form may bring; the whole body's bound comes with the service defaults.</summary>
    public static void AddFormBounds(this IServiceCollection services)
        => services.Configure<FormOptions>(options =>
        {
            options.ValueCountLimit = 32;
            options.KeyLengthLimit = 128;
            options.ValueLengthLimit = MaxValue;
            options.MultipartBodyLengthLimit = MaxValue;
            options.MultipartHeadersCountLimit = 8;
        });
}
