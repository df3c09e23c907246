namespace MiniTwit.Web.Security;

/// <summary>Marks an endpoint whose GET changes something, so that the guards look at it too.</summary>
internal sealed class StateChange
{
    private StateChange() { }

    public static StateChange Mark { get; } = new();

    /// <summary>Whether the request would change something.</summary>
    public static bool IsAskedFor(HttpContext context)
    {
        var method = context.Request.Method;
        return !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method))
            || context.GetEndpoint()?.Metadata.GetMetadata<StateChange>() is not null;
    }
}

internal static class StateChangeMapping
{
    /// <summary>
    /// Maps what changes something for POST and, as clients do it so, for GET. Every other method comes here as well, to be refused:
    /// HEAD must change nothing, and left over it would lead to the page of a user of that name.
    /// </summary>
    public static RouteHandlerBuilder MapStateChange(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.Map(pattern, handler).WithMetadata(StateChange.Mark).AddEndpointFilter(OnlyGetAndPost);

    private static ValueTask<object?> OnlyGetAndPost(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var (request, response) = (invocation.HttpContext.Request, invocation.HttpContext.Response);
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsPost(request.Method))
        {
            return next(invocation);
        }

        response.Headers.Allow = "GET, POST";
        return ValueTask.FromResult<object?>(TypedResults.StatusCode(StatusCodes.Status405MethodNotAllowed));
    }
}
