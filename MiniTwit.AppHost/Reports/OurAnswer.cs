namespace MiniTwit.AppHost.Reports;

/// <summary>Who answers at an address.</summary>
internal enum Answer
{
    /// <summary>Nobody, or nobody that can be understood.</summary>
    None,

    /// <summary>Something else on this machine.</summary>
    Another,

    /// <summary>This run.</summary>
    Ours,
}

/// <summary>Whether an address is answered by this run: something else may have taken the port since it was found free.</summary>
internal static class OurAnswer
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits a while for a page that has <paramref name="mark"/> in it. Whoever answers is told nothing.</summary>
    /// <returns>Who answers; when it is not this run, who did the last time.</returns>
    public static async Task<Answer> WaitAsync(
        HttpClient client,
        string url,
        string mark,
        TimeSpan patience,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        using var timeout = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        var last = Answer.None;
        try
        {
            while ((last = await AskAsync(client, url, mark, either.Token)) != Answer.Ours)
            {
                await Task.Delay(Pause, clock, either.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Patience is at its end.
        }

        return last;
    }

    private static async Task<Answer> AskAsync(HttpClient client, string url, string mark, CancellationToken ct)
    {
        try
        {
            return (await client.GetStringAsync(new Uri(url), ct)).Contains(mark, StringComparison.Ordinal) ? Answer.Ours : Answer.Another;
        }
        catch (HttpRequestException problem)
        {
            return problem.StatusCode is null && problem.HttpRequestError != HttpRequestError.InvalidResponse
                ? Answer.None
                : Answer.Another;
        }
    }
}
