using System.Text.Json.Serialization;
using MiniTwit.ApiService.Errors;

namespace MiniTwit.ApiService.Simulator;

/// <summary>How the simulator API says that something went wrong.</summary>
/// <param name="Status">The status code again.</param>
/// <param name="Message">What went wrong.</param>
internal sealed record SimulatorError(
    [property: JsonPropertyName("status")] int Status,
    [property: JsonPropertyName("error_msg")] string Message
)
{
    public const string NotAuthorized = "You are not authorized to use this resource!";
    public const string NoSuchUser = "The user does not exist";
}

/// <summary>Metadata of a simulator route: what the gate does before the handler runs.</summary>
internal sealed record SimulatorRoute(bool RecordsLatest, bool RequiresCredential) : IFailureBody
{
    public Task WriteAsync(HttpContext http, Failure failure)
    {
        // To the simulator every request that is no good is a 400, also one that is too large.
        if (failure.Status is StatusCodes.Status413PayloadTooLarge or StatusCodes.Status415UnsupportedMediaType)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        // Without a token: given one, it throws when the client is gone.
        return http.Response.WriteAsJsonAsync(new SimulatorError(http.Response.StatusCode, failure.Detail));
    }
}
