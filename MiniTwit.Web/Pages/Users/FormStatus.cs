using MiniTwit.Web.Api;

namespace MiniTwit.Web.Pages.Users;

internal static class FormStatus
{
    /// <summary>A form that came back with a complaint is an ordinary page to the clients; only an outage has a status of its own.</summary>
    public static int For(ApiProblem problem) => problem.Status >= 500 ? problem.Status : StatusCodes.Status200OK;
}
