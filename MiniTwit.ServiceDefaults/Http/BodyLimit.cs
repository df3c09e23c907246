using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;

namespace MiniTwit.ServiceDefaults.Http;

/// <summary>
/// The largest body a route takes. Kestrel's own limit cuts the connection while the client still sends, and the client then sees a
/// reset instead of the 413; so Kestrel's is far higher, and a body that says it is too long is refused when somebody reads it.
/// </summary>
internal static class BodyLimit
{
    /// <summary>In bytes, where an app says nothing else: a message of 280 characters with room for escapes.</summary>
    public const long MaxBytes = 64 * 1024;

    public static void UseBodyLimit(this WebApplication app, long maxBytes) =>
        app.Use(
            (context, next) =>
            {
                if (context.Request.ContentLength > maxBytes)
                {
                    context.Request.Body = new RefusedBody();
                }
                else if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                {
                    limit.MaxRequestBodySize = maxBytes;
                }

                return next(context);
            }
        );
}
