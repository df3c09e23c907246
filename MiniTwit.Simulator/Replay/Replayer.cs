using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Simulator.Replay;

/// <summary>Sends commands in the scenario's order and pace, up to <paramref name="connections"/> at a time.</summary>
/// <param name="send">Sends one command.</param>
/// <param name="connections">1 is the course's way: the next command waits for the answer to the previous one.</param>
/// <param name="speed">How many times the course's pace; infinite for no pauses.</param>
/// <param name="onAnswer">Told of every answer, from several threads; false stops the replay.</param>
internal sealed class Replayer(
    Func<ScenarioCommand, CancellationToken, Task<Answer>> send,
    int connections,
    double speed,
    Func<ScenarioCommand, Answer, bool> onAnswer
)
{
    // Commands that wait for earlier ones of the same user hold a place in the window, not a connection.
    private const int WindowPerConnection = 8;

    /// <summary>How long requests under way may go on when the replay is cancelled.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly int _window = connections == 1 ? 1 : connections * WindowPerConnection;
    private Exception? _fault;
    private bool _enough;

    public async Task<ReplayOutcome> RunAsync(IReadOnlyList<ScenarioCommand> commands, CancellationToken cancelled)
    {
        using var window = new SemaphoreSlim(_window);
        using var slots = new SemaphoreSlim(connections);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        using var abandon = new CancellationTokenSource();
        await using var grace = cancelled.Register(() => abandon.CancelAfter(Grace));
        var order = new CommandOrder();
        var pacer = new Pacer(speed);
        try
        {
            foreach (var command in commands)
            {
                await window.WaitAsync(stop.Token);
                var sending = SendInTurnAsync(command, order.Before(command));
                order.Add(command, sending);
                if (connections == 1)
                {
                    await sending;
                }

                await pacer.PauseAsync(command, stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What is under way still ends below.
        }
        for (var place = 0; place < _window; place++)
        {
            await window.WaitAsync(CancellationToken.None);
        }

        if (_fault is not null)
        {
            throw _fault;
        }

        return _enough ? ReplayOutcome.TooManyErrors
            : cancelled.IsCancellationRequested ? ReplayOutcome.Cancelled
            : ReplayOutcome.Completed;

        async Task SendInTurnAsync(ScenarioCommand command, Task before)
        {
            var slot = false;
            try
            {
                await before;
                await slots.WaitAsync(stop.Token);
                slot = true;
                var answer = await send(command, abandon.Token);
                if (onAnswer(command, answer))
                {
                    return;
                }

                Volatile.Write(ref _enough, true);
                await stop.CancelAsync();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Not sent, or abandoned after the grace.
            }
            catch (Exception e)
            {
                // A full disk under the ledger, or a bug: nothing that sending on would mend.
                _fault ??= e;
                await stop.CancelAsync();
            }
            finally
            {
                if (slot)
                {
                    slots.Release();
                }

                window.Release();
            }
        }
    }
}
