using MiniTwit.Web.Api;
using MiniTwit.Web.Errors;
using MiniTwit.Web.Pages;

namespace MiniTwit.Web.Flashes;

/// <summary>What an act's button leads to: the refusal, or a flash on the page that the button was on.</summary>
internal static class Acted
{
    /// <param name="context">The request.</param>
    /// <param name="problem">Why it was not done, or null.</param>
    /// <param name="notice">What to say once it is.</param>
    /// <param name="name">What that is about.</param>
    /// <param name="otherwise">Where to go where the request names no page to go back to.</param>
    public static IResult Answer(HttpContext context, ApiProblem? problem, Notice notice, string name, string otherwise)
    {
        if (problem is not null)
        {
            return new ProblemPage(problem);
        }

        Flash.Set(context, notice, name);
        return TypedResults.LocalRedirect(ReturnAddress.Of(context.Request) ?? otherwise);
    }
}
