namespace MiniTwit.AppHost.Deploying;

/// <summary>Waiting that ends.</summary>
internal static class Patience
{
    // Writes wait for the last of a move's questions.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks again and again, until it is so or the patience is over.</summary>
    /// <returns>Whether it is so.</returns>
    public static async Task<bool> UntilAsync(TimeSpan patience, Func<CancellationToken, Task<bool>> isSo, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await isSo(ct))
        {
            if (TimeProvider.System.GetElapsedTime(started) > patience)
            {
                return false;
            }

            await Task.Delay(Pause, ct);
        }

        return true;
    }
}
