using Microsoft.AspNetCore.Http;

namespace MiniTwit.ServiceDefaults.Logging;

/// <summary>Requests that have no line and no span of their own: somebody counts them, and says how many there were.</summary>
public static class LeftOutOfLog
{
    private static readonly object Key = new();

    public static void LeaveOutOfLog(this HttpContext context) => context.Items[Key] = Key;

    // Where nobody asked for its items, a request has none: only refusals are looked into.
    internal static bool IsLeftOutOfLog(this HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable && context.Items.ContainsKey(Key);
}
