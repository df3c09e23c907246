using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Mail;
using MiniTwit.ApiService.Security;

namespace MiniTwit.ApiService.Users.Resets;

/// <summary>Looks up who is meant by each request, and mails them links.</summary>
internal sealed partial class ResetLinks(
    ResetRequests requests,
    Outbox outbox,
    MailOptions mail,
    Quota toAddress,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<ResetLinks> logger
) : BackgroundService
{
    /// <summary>Of the users with one address, those who were first: whoever registers under it later pushes nobody out.</summary>
    private const int MostUsers = 5;
    private const int Tries = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var request in requests.TakeAllAsync(stoppingToken))
        {
            for (var left = Tries - 1; !await TryAnswerAsync(request, left, stoppingToken) && left > 0; left--)
            {
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task<bool> TryAnswerAsync(ResetRequest request, int triesLeft, CancellationToken ct)
    {
        try
        {
            await AnswerAsync(request, ct);
            return true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Whatever it was, the loop must live on; the service's readiness tells when the database is away.
            LogFailed(logger, e is BusyException || DatabaseAway.Is(e) ? null : e, triesLeft);
            return false;
        }
    }

    private async Task AnswerAsync(ResetRequest request, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MiniTwitDb>();
        // First, since what fails here is tried again as a whole, and no mail is to go out twice.
        await db.Database.ExecuteOnceAsync($"DELETE FROM password_resets WHERE expires_at < {time.GetUtcNow()}", ct);
        var found = await FindAsync(db, request.User, ct);
        var expiresAt = time.GetUtcNow() + PasswordReset.MaxAge;
        // One letter, whoever of them it was that asked.
        foreach (var group in found.GroupBy(account => account.Email.ToUpperInvariant()).Where(group => toAddress.TryTake(group.Key)))
        {
            var links = new List<ResetLink>();
            foreach (var account in group)
            {
                var token = SecretToken.New();
                if (await StoreAsync(db, account, token, expiresAt, ct))
                {
                    links.Add(new(account.Name, new(mail.Pages, $"/login/reset?token={token.Text}")));
                }
            }

            if (links.Count > 0)
            {
                outbox.Add(AccountLetters.Reset(request.Language, mail.Pages, group.First().Email, links, expiresAt));
            }
        }
    }

    /// <summary>
    /// The user of that name or the users of that address, and whoever shares an address with them: a mail that a stranger, by an account
    /// of their own, uses up of what the address may get has a link for its owner in it.
    /// </summary>
    private static Task<List<Account>> FindAsync(MiniTwitDb db, string user, CancellationToken ct)
    {
        var typed = user.Trim();
        return db
            .Database.SqlQuery<Account>(
                $"""
                WITH named AS MATERIALIZED (SELECT id, name, email FROM users WHERE id = (SELECT find_user({UserName.Normalize(typed)})))
                SELECT id, name, email FROM named
                UNION (SELECT id, name, email FROM users WHERE lower(email) = lower({typed}) ORDER BY id LIMIT {MostUsers})
                UNION (
                    SELECT id, name, email FROM users WHERE lower(email) = (SELECT lower(email) FROM named) ORDER BY id LIMIT {MostUsers})
                ORDER BY id
                """
            )
            .ToListAsync(ct);
    }

    /// <summary>The newest is the one that is good. Not for somebody who has left that address since.</summary>
    private static async Task<bool> StoreAsync(
        MiniTwitDb db,
        Account account,
        SecretToken token,
        DateTimeOffset expiresAt,
        CancellationToken ct
    ) =>
        await db.Database.ExecuteOnceAsync(
            $"""
            INSERT INTO password_resets (user_id, token_hash, expires_at)
            SELECT id, {token.Hash}, {expiresAt} FROM users WHERE id = {account.Id} AND email = {account.Email} FOR SHARE
            ON CONFLICT (user_id) DO UPDATE SET token_hash = EXCLUDED.token_hash, expires_at = EXCLUDED.expires_at
            """,
            ct
        ) > 0;

    private sealed record Account(long Id, string Name, string Email);

    [LoggerMessage(
        Level = LogLevel.Warning,
        EventName = "PasswordResetFailed",
        Message = "A request for a new password was not looked at; {TriesLeft} tries are left"
    )]
    private static partial void LogFailed(ILogger logger, Exception? exception, int triesLeft);
}

/// <summary>Where a user may choose a new password.</summary>
internal sealed record ResetLink(string UserName, Uri Address);
