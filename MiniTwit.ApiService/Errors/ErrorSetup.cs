using System.Diagnostics;

namespace MiniTwit.ApiService.Errors;

internal static class ErrorSetup
{
    public static void AddErrors(this WebApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = Complete);
        builder.Services.AddSingleton<FailureAnswer>();
        builder.Services.AddSingleton<Refusals>();
        builder.Services.AddExceptionHandler<ProblemExceptionHandler>();
    }

    private static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToHexString() ?? context.HttpContext.TraceIdentifier;
        problem.Detail ??= problem.Status switch
        {
            StatusCodes.Status400BadRequest => Failure.Malformed,
            StatusCodes.Status401Unauthorized => "Sign in first: the session is missing, ended or expired.",
            StatusCodes.Status403Forbidden => "Only administrators may do this",
            StatusCodes.Status404NotFound => "There is nothing at this address.",
            StatusCodes.Status405MethodNotAllowed => "This address does not take that method.",
            StatusCodes.Status408RequestTimeout => Failure.TooSlow,
            StatusCodes.Status413PayloadTooLarge => Failure.TooLarge,
            StatusCodes.Status415UnsupportedMediaType => Failure.WantsJson,
            StatusCodes.Status500InternalServerError => "Something went wrong on our side. It was noted.",
            _ => null,
        };
    }

    /// <summary>The problems that every route of a group may answer with.</summary>
    public static RouteGroupBuilder WithCommonProblems(this RouteGroupBuilder group)
    {
        group.ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return group;
    }
}
