using MiniTwit.ApiService.Limits;
using Npgsql;

namespace MiniTwit.ApiService.Errors;

/// <summary>What a caller is told about an exception that is not a defect.</summary>
internal readonly record struct Failure(int Status, string Detail, TimeSpan? RetryAfter = null)
{
    public const string WantsJson = "Send the body as application/json, in UTF-8.";
    public const string TooLarge = "The request is too large.";
    public const string Malformed = "The request is malformed.";
    public const string TooSlow = "The request did not arrive in time.";
    private const string Away = "MiniTwit cannot reach its database right now. Try again in a moment.";

    public static readonly Failure Busy = new(
        StatusCodes.Status503ServiceUnavailable,
        "MiniTwit is busy right now. Try again in a moment."
    );

    /// <summary>The failure, or null when the exception is a defect and so a 500.</summary>
    public static Failure? Of(Exception exception) =>
        exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(
                StatusCodes.Status413PayloadTooLarge,
                TooLarge
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => new(
                StatusCodes.Status415UnsupportedMediaType,
                WantsJson
            ),
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new(
                StatusCodes.Status408RequestTimeout,
                TooSlow
            ),
            BadHttpRequestException e => new(e.StatusCode, Malformed),
            // A chunk that says that it is longer than Kestrel can count.
            IOException { InnerException: OverflowException } => new(StatusCodes.Status400BadRequest, Malformed),
            PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } => new(
                StatusCodes.Status404NotFound,
                "What the request is about was deleted meanwhile."
            ),
            TooManyAttemptsException e => new(
                StatusCodes.Status429TooManyRequests,
                $"Too many attempts. Please try again in {InWords(e.RetryAfter)}.",
                e.RetryAfter
            ),
            BusyException => Busy,
            _ when DatabaseAway.Is(exception) => new(StatusCodes.Status503ServiceUnavailable, Away),
            _ => null,
        };

    private static string InWords(TimeSpan wait) =>
        wait switch
        {
            { TotalSeconds: <= 1 } => "a second",
            { TotalMinutes: <= 1 } => $"{Math.Ceiling(wait.TotalSeconds)} seconds",
            { TotalHours: <= 1 } => $"{Math.Ceiling(wait.TotalMinutes)} minutes",
            _ => $"{Math.Ceiling(wait.TotalHours)} hours",
        };
}
