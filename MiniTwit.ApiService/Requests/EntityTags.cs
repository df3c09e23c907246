using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MiniTwit.ApiService.Requests;

/// <summary>What is read carries an entity tag, made of what it says; who sends it back hears 304 as long as that would be said again.</summary>
internal static class EntityTags
{
    public static RouteGroupBuilder WithEntityTags(this RouteGroupBuilder routes) => routes.AddEndpointFilter(TagAsync);

    private static async ValueTask<object?> TagAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        var http = context.HttpContext;
        return HttpMethods.IsGet(http.Request.Method) && ValueOf(result) is { } value ? Tagged(value, http) : result;
    }

    private static object? ValueOf(object? result)
    {
        while (result is INestedHttpResult nested)
        {
            result = nested.Result;
        }

        return result is IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK } and IValueHttpResult { Value: { } value }
            ? value
            : null;
    }

    private static FileContentHttpResult Tagged(object value, HttpContext http)
    {
        var json = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var body = JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), json);
        var tag = Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16));
        return TypedResults.Bytes(body, "application/json; charset=utf-8", entityTag: new EntityTagHeaderValue($"\"{tag}\""));
    }
}
