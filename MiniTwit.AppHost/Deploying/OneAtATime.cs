using System.Diagnostics;

namespace MiniTwit.AppHost.Deploying;

/// <summary>
/// The lock against two operations at once: on the app droplet, held by a connection of its own, so that it ends with this process,
/// however that ends. The droplet may notice that end a moment later.
/// </summary>
internal sealed class OneAtATime : IAsyncDisposable
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(20);

    private readonly Process _holder;

    private OneAtATime(Process holder) => _holder = holder;

    /// <param name="app">Where it is.</param>
    /// <param name="lost">Done when it ends before it is disposed of: from then on another operation may have it.</param>
    /// <param name="ct">Ends the attempt.</param>
    /// <exception cref="DeploymentException">Another operation has it.</exception>
    public static async Task<OneAtATime> TakeAsync(Machine app, Action lost, CancellationToken ct)
    {
        var holder = app.StartAlone(
            $"mkdir -p '{app.Remote}' && exec flock --timeout 5 '{app.Remote}/deploy.lock' sh -c 'echo locked && cat >/dev/null'"
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
                return taken;
            }
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

        await taken.DisposeAsync();
        throw new DeploymentException("Another deployment is running.");
    }

    public ValueTask DisposeAsync()
    {
        _holder.EnableRaisingEvents = false;
        // (Closing its input ends the lock there; the connection may be gone already.)
        _holder.Kill();
        _holder.Dispose();
        return ValueTask.CompletedTask;
    }
}
