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

    // Who waits holds nothing yet; how long they wait is the bound that counts.
    private const int MaxWaitingRows = 2_000_000;

    // Leaves time for the list itself before the request's deadline.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(3);

    // Shorter than others wait: two slow readers would else keep out everybody.
    private static readonly TimeSpan Undisturbed = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(0.25);

    // The newest first, so that slow readers who queue up are not in the way of who comes after them.
    private static readonly ConcurrencyLimiter Rows = new(
        new()
        {
            PermitLimit = MaxRows,
            QueueLimit = MaxWaitingRows,
            QueueProcessingOrder = QueueProcessingOrder.NewestFirst,
        }
    );

    /// <summary>Waits for room for a list, and cuts it off when it is not taken for long while others wait.</summary>
    public static async Task AdmitAsync(HttpContext http, int rows, CancellationToken ct)
    {
        if (rows <= Short)
        {
            return;
        }

        http.Response.RegisterForDispose(await Rows.TakeAsync(rows, MaxWait, ct));
        // Its disposal waits for a look under way: the context is not touched once it is another request's.
        http.Response.RegisterForDisposeAsync(TimeProvider.System.CreateTimer(_ => GiveWay(http), null, Undisturbed, BetweenLooks));
    }

    private static void GiveWay(HttpContext http)
    {
        if (Rows.GetStatistics()?.CurrentQueuedCount > 0)
        {
            http.Abort();
        }
    }
}
