using MiniTwit.Web.Api;

namespace MiniTwit.Web.Pages.Users;

internal static class FormStatus
{
    /// <summary>A form that came back with a complaint is an ordinary page to the clients; only what asks to try again later has a status of its own.</summary>
    public static void Answer(HttpContext context, ApiProblem problem)
    {
        context.Features.Set(problem);
        context.Response.StatusCode = problem.Status is StatusCodes.Status429TooManyRequests or >= 500
            ? problem.Status
            : StatusCodes.Status200OK;
    }
}
