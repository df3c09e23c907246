using MiniTwit.ApiService.Data;

namespace MiniTwit.ApiService.Simulator;

/// <summary>Holds what needs the database until the process is warm: who comes early waits, rather than being served slowly.</summary>
internal sealed class WarmUpGate(RequestDelegate next, WarmUp warmUp)
{
    public Task InvokeAsync(HttpContext http) =>
        warmUp.IsDone || http.Request.Headers[WarmUp.PassHeader] == warmUp.Pass || Share.Of(http) is null ? next(http) : HoldAsync(http);

    private async Task HoldAsync(HttpContext http)
    {
        await warmUp.Done.WaitAsync(http.RequestAborted);
        await next(http);
    }
}
