using System.Diagnostics;

namespace MiniTwit.AppHost.Deploying;

/// <summary>
/// The lock against two operations at once: on the app droplet, held by a connection of its own, so that it ends with this process,
/// however that ends. Where the connection is just gone, as when a laptop sleeps, the droplet misses the signs of life and lets go.
/// </summary>
internal sealed class OneAtATime : IAsyncDisposable
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan LivesEvery = TimeSpan.FromSeconds(5);

    // Of flock: another one has it.
    private const int Taken = 75;

    private readonly Process _holder;
    private readonly CancellationTokenSource _end = new();

    private OneAtATime(Process holder) => _holder = holder;

    /// <param name="app">Where it is.</param>
    /// <param name="lost">Done when it ends before it is disposed of: from then on another operation may have it.</param>
    /// <param name="ct">Ends the attempt.</param>
    /// <exception cref="DeploymentException">Another operation has it.</exception>
    public static async Task<OneAtATime> TakeAsync(Machine app, Action lost, CancellationToken ct)
    {
        var holder = app.StartAlone(
            $"mkdir -p '{app.Remote}' && exec flock --timeout 5 --conflict-exit-code {Taken} '{app.Remote}/deploy.lock' bash -c 'echo locked && while read -rt 30; do :; done'"
        );
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(AnswersWithin);
        var taken = new OneAtATime(holder);
        try
        {
            if (await holder.StandardOutput.ReadLineAsync(patience.Token) == "locked")
            {
                holder.Exited += (_, _) => lost();
                // (Also said of one that has ended by now.)
                holder.EnableRaisingEvents = true;
                _ = taken.LiveAsync();
                return taken;
            }

            await holder.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // No answer is one too.
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }

        var why = "Another deployment is running.";
        if (holder.HasExited && holder.ExitCode != Taken)
        {
            why = $"{app.Name} ({app.Target}): the lock cannot be taken: {await holder.StandardError.ReadToEndAsync(ct)}";
        }

        await taken.DisposeAsync();
        throw new DeploymentException(why.TrimEnd());
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _end.Dispose();
        _holder.EnableRaisingEvents = false;
        // (Closing its input ends the lock there; the connection may be gone already.)
        _holder.Kill();
        _holder.Dispose();
    }

    private async Task LiveAsync()
    {
        try
        {
            var end = _end.Token;
            while (true)
            {
                await _holder.StandardInput.WriteLineAsync(ReadOnlyMemory<char>.Empty, end);
                await _holder.StandardInput.FlushAsync(end);
                await Task.Delay(LivesEvery, end);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or InvalidOperationException)
        {
            // Its exit tells.
        }
    }
}
