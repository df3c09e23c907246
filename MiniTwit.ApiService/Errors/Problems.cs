using Microsoft.AspNetCore.Http.HttpResults;

namespace MiniTwit.ApiService.Errors;

/// <summary>The problems handlers answer with; <c>detail</c> is the text a person is shown.</summary>
internal static class Problems
{
    public static ProblemHttpResult Invalid(string detail) => Of(StatusCodes.Status400BadRequest, detail);

    public static ProblemHttpResult Forbidden(string detail) => Of(StatusCodes.Status403Forbidden, detail);

    public static ProblemHttpResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, detail);

    public static ProblemHttpResult Unprocessable(string detail) => Of(StatusCodes.Status422UnprocessableEntity, detail);

    public static ProblemHttpResult Unauthorized(string detail) => Of(StatusCodes.Status401Unauthorized, detail);

    /// <summary>As any request is told that comes a moment later.</summary>
    public static ProblemHttpResult AccountDeleted() => Unauthorized("The account was deleted.");

    public static ProblemHttpResult NoSuchUser() => Of(StatusCodes.Status404NotFound, "There is no such user");

    public static ProblemHttpResult NoMail() => Of(StatusCodes.Status404NotFound, "This site sends no mail");

    public static ProblemHttpResult NoSuchSession() => Of(StatusCodes.Status404NotFound, "There is no such session");

    public static ProblemHttpResult NoSuchMessage() => Of(StatusCodes.Status404NotFound, "There is no such message");

    public static ProblemHttpResult NoSuchTag() => Of(StatusCodes.Status404NotFound, "There is no such tag");

    private static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
