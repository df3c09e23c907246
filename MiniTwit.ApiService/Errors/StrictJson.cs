using System.Text.Json.Serialization;

namespace MiniTwit.ApiService.Errors;

/// <summary>What JSON may look like, before any handler sees it.</summary>
internal static class StrictJson
{
    private const int MaxJsonDepth = 8;

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
}
