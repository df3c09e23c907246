using MiniTwit.ApiService.Errors;
using MiniTwit.ServiceDefaults.Logging;

namespace MiniTwit.ApiService.Data;

/// <summary>
/// Refuses what would wait in vain for a connection before anything is done for it, so that refusing costs little and what is admitted
/// is answered in time. By kind, as connections are shared: a locked table has its own kind refused and no other.
/// </summary>
internal sealed class LoadGate(RequestDelegate next, FailureAnswer answer, Refusals refusals)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (Share.Of(http) is not { IsFull: true })
        {
            return next(http);
        }

        refusals.Count(http);
        http.LeaveOutOfLog();
        return answer.WriteAsync(http, http.GetEndpoint(), Failure.Busy);
    }
}
