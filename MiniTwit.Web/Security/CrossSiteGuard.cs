namespace MiniTwit.Web.Security;

/// <summary>Refuses what another site makes a browser send. A client that says nothing of where a request comes from is no browser.</summary>
internal sealed partial class CrossSiteGuard(RequestDelegate next, ILogger<CrossSiteGuard> logger)
{
    private const string FetchSite = "Sec-Fetch-Site";

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!StateChange.IsAskedFor(context) || IsOurs(request))
        {
            return next(context);
        }

        LogRefused(request.Method, request.Path, request.Headers[FetchSite], Origin(Sender(request)));
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static bool IsOurs(HttpRequest request)
    {
        var site = request.Headers[FetchSite];
        if (site.Count > 0)
        {
            return site == "same-origin" || site == "none";
        }

        return Sender(request) is not { } sender || Origin(sender) is { } theirs && theirs == Origin($"{request.Scheme}://{request.Host}");
    }

    // Over plain http browsers send no Sec-Fetch-Site, and no Origin with a GET.
    private static string? Sender(HttpRequest request)
    {
        var headers = request.Headers;
        return (headers.Origin.Count > 0 ? headers.Origin : headers.Referer) is { Count: > 0 } sender ? sender.ToString() : null;
    }

    private static string? Origin(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.GetLeftPart(UriPartial.Authority) : null;

    [LoggerMessage(LogLevel.Warning, "Refused {Method} {Path}: sent by another site (Sec-Fetch-Site {Site}, from {Origin})")]
    private partial void LogRefused(string method, PathString path, string? site, string? origin);
}
