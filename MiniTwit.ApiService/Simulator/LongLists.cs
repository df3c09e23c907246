using System.Threading.RateLimiting;
using MiniTwit.ApiService.Errors;

namespace MiniTwit.ApiService.Simulator;

/// <summary>
/// Bounds how many rows of long lists are in memory at once, from before they are read until the client has them. A list of the length
/// that the simulator asks for is never held up.
/// </summary>
internal static class LongLists
{
    private const int Short = 100;
    private const int MaxRows = 20_000;
    private const int MaxWaitingRows = 400_000;

    // Leaves time for the list itself before the request's deadline.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(3);

    private static readonly ConcurrencyLimiter Rows = new(new() { PermitLimit = MaxRows, QueueLimit = MaxWaitingRows });

    public static async Task AdmitAsync(HttpContext http, int rows, CancellationToken ct)
    {
        if (rows > Short)
            http.Response.RegisterForDispose(await Rows.TakeAsync(rows, MaxWait, ct));
    }
}
