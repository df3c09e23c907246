namespace MiniTwit.Web.Security;

/// <summary>Refuses what another site makes a browser send. A client that sends neither header is no browser.</summary>
internal sealed partial class CrossSiteGuard(RequestDelegate next, ILogger<CrossSiteGuard> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!ChangesState(context) || IsOurs(request)) return next(context);

        LogRefused(request.Method, request.Path, request.Headers["Sec-Fetch-Site"], request.Headers.Origin);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static bool ChangesState(HttpContext context)
    {
        var method = context.Request.Method;
        return !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method))
            || context.GetEndpoint()?.Metadata.GetMetadata<StateChange>() is not null;
    }

    private static bool IsOurs(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0) return site == "same-origin" || site == "none";
        var origin = request.Headers.Origin;
        return origin.Count == 0 || IsOwnOrigin(origin.ToString(), request);
    }

    private static bool IsOwnOrigin(string origin, HttpRequest request)
        => Uri.TryCreate(origin, UriKind.Absolute, out var theirs)
            && Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var ours)
            && Uri.Compare(theirs, ours, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    [LoggerMessage(LogLevel.Warning, "Refused {Method} {Path}: sent by another site (Sec-Fetch-Site {Site}, Origin {Origin})")]
    private partial void LogRefused(string method, PathString path, string? site, string? origin);
}
