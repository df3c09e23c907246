using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace MiniTwit.Web.Pages;

/// <summary>Razor Pages render a page for any method, handled or not; what has no handler is refused here instead.</summary>
internal sealed class UnhandledMethodFilter : IPageFilter
{
    public void OnPageHandlerSelected(PageHandlerSelectedContext context) { }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var method = context.HttpContext.Request.Method;
        if (context.HandlerMethod is not null || HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        {
            return;
        }

        context.HttpContext.Response.Headers.Allow = string.Join(", ", Handled(context));
        context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
    }

    // Every page is there to be read; a handler with a name is for the address that ends in it.
    private static IEnumerable<string> Handled(PageHandlerExecutingContext context)
    {
        var name = context.RouteData.Values["handler"] as string;
        var handlers = context
            .ActionDescriptor.HandlerMethods.Where(handler => string.Equals(handler.Name, name, StringComparison.OrdinalIgnoreCase))
            .Select(handler => handler.HttpMethod.ToUpperInvariant());
        return handlers.Prepend(HttpMethods.Head).Prepend(HttpMethods.Get).Distinct();
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context) { }
}
