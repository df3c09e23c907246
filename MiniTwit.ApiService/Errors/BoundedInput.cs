using System.Text.Json.Serialization;

namespace MiniTwit.ApiService.Errors;

/// <summary>The outer bounds of every request, before any handler looks at it.</summary>
internal static class BoundedInput
{
    private const int MaxBodyBytes = 64 * 1024;
    private const int MaxJsonDepth = 8;

    public static void AddBoundedInput(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyBytes);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.MaxDepth = MaxJsonDepth;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        // In every environment, so that one handler decides what a malformed request is told.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }
}
