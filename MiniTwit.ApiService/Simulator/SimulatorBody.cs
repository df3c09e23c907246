using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace MiniTwit.ApiService.Simulator;

/// <summary>A JSON body, whatever the content type says: the simulator's clients are not all careful about it.</summary>
internal sealed record SimulatorBody<T>(T Value)
    where T : class
{
    public static async ValueTask<SimulatorBody<T>?> BindAsync(HttpContext context)
    {
        var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        try
        {
            var value = await JsonSerializer.DeserializeAsync<T>(context.Request.Body, json, context.RequestAborted);
            return new(value ?? throw new BadHttpRequestException("The body is null"));
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("The body is not the JSON expected", e);
        }
    }
}
