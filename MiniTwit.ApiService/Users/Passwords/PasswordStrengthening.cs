using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Simulator;

namespace MiniTwit.ApiService.Users.Passwords;

/// <summary>
/// Strengthens the interim hashes of simulator registrations. The simulator counts a reply slower than 300 ms as an error, and
/// a hash of full strength takes most of that; so its registrations store a quick genuine hash, and this service wraps it
/// in one of full strength seconds later, one at a time. What is left to do stands in the database: a crash loses nothing, and any
/// replica may do it.
/// </summary>
internal sealed partial class PasswordStrengthening(
    IServiceScopeFactory scopes,
    PasswordHashing passwords,
    StrengtheningSignal signal,
    WarmUp warmUp,
    TimeProvider time,
    ILogger<PasswordStrengthening> logger
) : BackgroundService
{
    // Long enough that requests find the cores free most of the time.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await warmUp.Done.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                do
                {
                    await Task.Delay(Pause, time, stoppingToken);
                } while (await StrengthenOneAsync(stoppingToken));
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it was, the loop must live on; the service's readiness tells when the database is away.
                LogPutOff(logger, e is BusyException || DatabaseAway.Is(e) ? null : e);
            }

            await signal.WaitAsync(LookAgain, time, stoppingToken);
        }
    }

    private async Task<bool> StrengthenOneAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MiniTwitDb>();
        // A random one, so that replicas seldom take the same.
        var user = await db
            .Users.Where(u => u.PasswordIsInterim)
            .OrderBy(_ => EF.Functions.Random())
            .Select(u => new { u.Id, u.PasswordHash })
            .FirstOrDefaultAsync(ct);
        if (user is null)
        {
            return false;
        }

        var wrapped = await passwords.StrengthenAsync(user.PasswordHash, ct);
        await db
            .Users.Where(u => u.Id == user.Id && u.PasswordHash == user.PasswordHash)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, wrapped).SetProperty(x => x.PasswordIsInterim, false), ct);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Strengthening of password hashes is put off")]
    private static partial void LogPutOff(ILogger logger, Exception? exception);
}
