namespace MiniTwit.ApiService.Errors;

/// <summary>Metadata of endpoints whose error body is not problem+json.</summary>
internal interface IFailureBody
{
    Task WriteAsync(HttpContext http, Failure failure);
}
