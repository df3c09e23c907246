using System.Net;
using MiniTwit.ServiceDefaults.Http;

namespace MiniTwit.ApiService.Internal;

/// <summary>
/// The address of who uses the pages, as Web saw it: what they do counts as theirs, not as Web's. Believed with the internal key alone,
/// since anyone may write a header.
/// </summary>
internal sealed class ClientOfWeb(RequestDelegate next, InternalOptions secret)
{
    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (
            headers[ClientHeaders.Key] is [{ } key]
            && secret.IsKey(key)
            && IPAddress.TryParse(headers[ClientHeaders.Address], out var address)
        )
        {
            http.Connection.RemoteIpAddress = address;
        }

        return next(http);
    }
}
