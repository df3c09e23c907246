using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MiniTwit.Web.Api;
using MiniTwit.Web.Flashes;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Errors;

/// <summary>The API's refusal as a page: the error page, or where the session is over, what the signed-out get.</summary>
internal sealed class ProblemPage(ApiProblem problem) : IResult, IActionResult
{
    public Task ExecuteResultAsync(ActionContext context) => ExecuteAsync(context.HttpContext);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var session = httpContext.RequestServices.GetRequiredService<Session>();
        if (problem.SessionEnded && session.Username is not null)
        {
            return SignedOutAsync(httpContext, session);
        }

        return RefuseAsync(httpContext);
    }

    private async Task SignedOutAsync(HttpContext context, Session session)
    {
        await session.EndAsync(context);
        if (
            context.GetEndpoint() is not { RequestDelegate: { } page } endpoint
            || endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null
        )
        {
            await RefuseAsync(context);
            return;
        }

        // Anyone may see this page: it is made once more, without the session.
        Flash.Set(context, Notice.SessionEnded);
        await page(context);
    }

    private Task RefuseAsync(HttpContext context)
    {
        context.Features.Set(problem);
        context.Response.StatusCode = problem.Status;
        return Task.CompletedTask;
    }
}
