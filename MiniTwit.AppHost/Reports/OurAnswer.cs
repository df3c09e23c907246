namespace MiniTwit.AppHost.Reports;

/// <summary>Whether an address is answered by this run: something else may have taken the port since it was found free.</summary>
internal static class OurAnswer
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits a while for a page that has <paramref name="mark"/> in it. Whoever answers is told nothing.</summary>
    public static async Task<bool> ComesAsync(HttpClient client, string url, string mark, TimeSpan patience, TimeProvider clock, CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            while (!await HasAsync(client, url, mark, either.Token))
            {
                await Task.Delay(Pause, clock, either.Token);
            }

            return true;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<bool> HasAsync(HttpClient client, string url, string mark, CancellationToken ct)
    {
        try
        {
            return (await client.GetStringAsync(new Uri(url), ct)).Contains(mark, StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
