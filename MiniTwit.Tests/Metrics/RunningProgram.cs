using System.Diagnostics;

namespace MiniTwit.Tests.Metrics;

/// <summary>An exporter, or what it is asked about, run until it is disposed of.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly Process _process;

    private RunningProgram(Process process) => _process = process;

    public static RunningProgram Start(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process);
    }

    /// <summary>The names of all samples at an address, once one begins with that text.</summary>
    public static async Task<IEnumerable<string>> NamesAsync(string address, string prefix) =>
        (await SamplesAsync(address, prefix)).Select(sample => sample[..sample.IndexOfAny(['{', ' '])]);

    /// <summary>All samples at an address, once one begins with that text.</summary>
    public static async Task<IReadOnlyList<string>> SamplesAsync(string address, string prefix)
    {
        using var client = new HttpClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!patience.IsCancellationRequested)
        {
            var text = await TryAsync(client, new Uri(address), patience.Token);
            if (text.Contains($"\n{prefix}", StringComparison.Ordinal))
            {
                return [.. text.Split('\n').Where(line => line is not ("" or ['#', ..]))];
            }

            await Task.Delay(Pause, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        throw new TimeoutException($"{address} tells nothing that begins with {prefix}.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<string> TryAsync(HttpClient client, Uri address, CancellationToken ct)
    {
        try
        {
            return await client.GetStringAsync(address, ct);
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            return "";
        }
    }
}
