using System.Text.Json.Serialization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MiniTwit.ApiService.Errors;

/// <summary>What JSON may look like, before any handler sees it.</summary>
internal static class StrictJson
{
    // No body needs more than two. The document of the API itself is written with the same options, and has ten.
    private const int MaxJsonDepth = 16;
    private const string UnknownText = "application/octet-stream";

    public static void AddStrictJson(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.MaxDepth = MaxJsonDepth;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        // In every environment, so that one handler decides what a malformed request is told.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    /// <summary>
    /// JSON is UTF-8, whether or not the content type says so, quoted or not; the framework takes a quoted one for unknown and fails. In
    /// any other encoding a body is not the type that routes want. Comes before routing, which looks at the type.
    /// </summary>
    public static void UseUtf8Json(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                var request = context.Request;
                if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue)
                {
                    request.ContentType = IsUtf8(type.Charset) ? type.MediaType.Value : UnknownText;
                }

                return next(context);
            }
        );

    // ASCII is part of it.
    private static bool IsUtf8(StringSegment charset) =>
        HeaderUtilities.RemoveQuotes(charset) is var name
        && (name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || name.Equals("us-ascii", StringComparison.OrdinalIgnoreCase));
}
