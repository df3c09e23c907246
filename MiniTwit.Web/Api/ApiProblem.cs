namespace MiniTwit.Web.Api;

/// <summary>Why the API did not do what it was asked; <see cref="Detail"/> is fit to be shown to a person.</summary>
internal sealed record ApiProblem(int Status, string? Detail, TimeSpan? RetryAfter = null)
{
    public static readonly ApiProblem Unavailable = new(
        StatusCodes.Status503ServiceUnavailable,
        "MiniTwit is having a moment… Please try again in a few seconds."
    );

    public static readonly ApiProblem NotFound = new(StatusCodes.Status404NotFound, null);

    /// <summary>The API no longer knows the token that the session's cookie carries.</summary>
    public bool SessionEnded => Status == StatusCodes.Status401Unauthorized;

    /// <summary>The text for a form's error line.</summary>
    public string Text => Detail ?? "That did not work. Please check what you entered.";
}
