using Microsoft.AspNetCore.Mvc;
using MiniTwit.Web.Api;
using MiniTwit.Web.Flashes;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Errors;

/// <summary>The API's refusal as a page: the error page, or the way back to signing in when the session is over.</summary>
internal sealed class ProblemPage(ApiProblem problem) : IResult, IActionResult
{
    public Task ExecuteResultAsync(ActionContext context) => ExecuteAsync(context.HttpContext);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (problem.SessionEnded)
        {
            await Session.EndAsync(httpContext);
            Flash.Set(httpContext, Notice.SessionEnded);
            httpContext.Response.Redirect("/login");
            return;
        }

        httpContext.Features.Set(problem);
        httpContext.Response.StatusCode = problem.Status;
    }
}
