using System.Runtime.ExceptionServices;
using MiniTwit.ApiService.Errors;

namespace MiniTwit.ApiService.Data;

/// <summary>
/// One question to the database for all who ask it at about the same time. Each gets the answer to one that was put after they asked, so
/// that it is as new as if they had asked alone; while one is under way the next is waited for.
/// </summary>
internal sealed class SharedRead<T>(IServiceScopeFactory scopes, Pulse pulse, Func<MiniTwitDb, CancellationToken, Task<T>> read)
{
    // Longer than the server lets a statement run, and than connecting may take.
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(4);

    private readonly Lock _turns = new();
    private Task<T>? _now;
    private Task<T>? _next;

    public async Task<T> AskAsync(CancellationToken ct)
    {
        pulse.ThrowIfGone();
        // Yielding: else those who wait would be served one after the other, and the next question put after that.
        return await Turn().WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
    }

    private Task<T> Turn()
    {
        lock (_turns)
        {
            return _next is null && _now is not { IsCompleted: false } ? _now = Start(after: null) : _next ??= Start(_now);
        }
    }

    private Task<T> Start(Task? after)
    {
        // It is nobody's own: neither bound by a request's share of connections nor ended with it.
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(() => ReadAsync(after));
        }
    }

    private async Task<T> ReadAsync(Task? after)
    {
        if (after is not null)
        {
            await after.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_turns)
            {
                (_now, _next) = (_next, null);
            }

            // They have waited for as long as anybody who asks a database that is away.
            if (after.Exception?.InnerException is { } failure && DatabaseAway.Is(failure))
            {
                ExceptionDispatchInfo.Throw(failure);
            }
        }

        using var patience = new CancellationTokenSource(AtMost);
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            return await read(scope.ServiceProvider.GetRequiredService<MiniTwitDb>(), patience.Token);
        }
        catch (OperationCanceledException e)
        {
            // Nobody who asked has cancelled anything: to them the database is away.
            throw new TimeoutException("The database did not answer in time", e);
        }
    }
}
