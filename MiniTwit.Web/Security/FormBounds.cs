using Microsoft.AspNetCore.Http.Features;

namespace MiniTwit.Web.Security;

internal static class FormBounds
{
    /// <summary>
    /// In bytes, the largest form. Far more than the API takes of any field: somebody who pastes too much is shown what they pasted, and
    /// that only works with what was read.
    /// </summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>Bounds what a form may bring; the whole body is bounded by the service defaults.</summary>
    public static void AddFormBounds(this IServiceCollection services) =>
        services.Configure<FormOptions>(options =>
        {
            options.ValueCountLimit = 32;
            options.KeyLengthLimit = 128;
            options.ValueLengthLimit = MaxBytes;
            options.MultipartBodyLengthLimit = MaxBytes;
            options.MultipartHeadersCountLimit = 8;
        });
}
