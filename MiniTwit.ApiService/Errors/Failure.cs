using MiniTwit.ApiService.Users.Passwords;
using Npgsql;

namespace MiniTwit.ApiService.Errors;

/// <summary>What a caller is told about an exception that is not a defect.</summary>
internal readonly record struct Failure(int Status, string Detail)
{
    public const string WantsJson = "Send the body as application/json.";
    public const string TooLarge = "The request is too large.";
    private const string Away = "MiniTwit cannot reach its database right now. Try again in a moment.";

    /// <summary>The failure, or null when the exception is a defect and so a 500.</summary>
    public static Failure? Of(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            new(StatusCodes.Status413PayloadTooLarge, TooLarge),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
            new(StatusCodes.Status415UnsupportedMediaType, WantsJson),
        BadHttpRequestException e => new(e.StatusCode, "The request is malformed."),
        PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } =>
            new(StatusCodes.Status404NotFound, "What the request is about was deleted meanwhile."),
        PasswordHashingBusyException or BusyException => new(StatusCodes.Status503ServiceUnavailable, "MiniTwit is busy right now. Try again in a moment."),
        _ when DatabaseAway.Is(exception) => new(StatusCodes.Status503ServiceUnavailable, Away),
        _ => null,
    };
}
