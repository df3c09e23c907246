using Microsoft.AspNetCore.Diagnostics;
using MiniTwit.Web.Pages;
using MiniTwit.Web.Security;

namespace MiniTwit.Web.Errors;

/// <summary>What an error page stands in for: a page to come back to, or null.</summary>
internal sealed record AskedFor(string? Page);

internal static class ErrorPages
{
    public const string Path = "/error";

    /// <summary>Gives every refusal and every crash that has no page yet one of ours, under the address that was asked for.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        app.UseStatusCodePages(ShowAsync);
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                StatusCodeSelector = e => KeysUnavailableException.IsCauseOf(e) ? 503 : (e as BadHttpRequestException)?.StatusCode ?? 500,
                ExceptionHandler = _ => Task.CompletedTask,
            }
        );
    }

    // The framework's re-execution keeps the method: a refused POST would meet the same guards again.
    private static async Task ShowAsync(StatusCodeContext refused)
    {
        var context = refused.HttpContext;
        if (context.Response.StatusCode == StatusCodes.Status499ClientClosedRequest)
        {
            return;
        }

        var (request, endpoint) = (context.Request, context.GetEndpoint());
        var (method, path, query, values) = (request.Method, request.Path, request.QueryString, request.RouteValues);
        context.Features.Set(new AskedFor(HttpMethods.IsGet(method) ? ReturnAddress.Here(request) : null));
        request.Method = HttpMethods.IsHead(method) ? method : HttpMethods.Get;
        request.Path = Path;
        request.QueryString = QueryString.Empty;
        request.RouteValues = [];
        context.SetEndpoint(null);
        try
        {
            await refused.Next(context);
        }
        finally
        {
            // Logs and metrics are about what was asked for.
            (request.Method, request.Path, request.QueryString, request.RouteValues) = (method, path, query, values);
            context.SetEndpoint(endpoint);
        }
    }
}
