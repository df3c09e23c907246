using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Telemetry;
using MiniTwit.ApiService.Users.Passwords;

namespace MiniTwit.ApiService.Users;

/// <summary>How a sign-in ended: with a new session, or with what was wrong.</summary>
internal readonly record struct SignInOutcome(NewSession? Session, string? Error)
{
    public const string Suspended = "This account is suspended";
}

/// <summary>A session that was just opened.</summary>
/// <param name="Token">The bearer token: send it as `Authorization: Bearer …`. It is shown this once.</param>
/// <param name="ExpiresAt">When the session ends at the latest; unused for 14 days it ends sooner.</param>
/// <param name="Username">The name as registered.</param>
internal sealed record NewSession(string Token, DateTimeOffset ExpiresAt, string Username);

/// <summary>Checks a password and opens a session.</summary>
internal sealed class SignIn(MiniTwitDb db, Guesses guesses, PasswordHashing passwords, TimeProvider time, MiniTwitMetrics metrics)
{
    /// <summary>How often a password is verified anew because its hash was replaced before the outcome could be used.</summary>
    public const int Attempts = 4;

    private const int OtherSessionsKept = 9;

    public async Task<SignInOutcome> SignInAsync(string? username, string? password, CancellationToken ct)
    {
        // An over-long password is never right, and must not cost more than a right one.
        var plausible = RegistrationRules.PasswordError(password) is null ? password! : "";
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var user = await FindAsync(username ?? "", ct);
            var check = await guesses.VerifyAsync(user?.Id.ToString(CultureInfo.InvariantCulture), user?.PasswordHash, plausible, ct);
            if (user is null || check == PasswordCheck.Wrong)
            {
                metrics.SignInsFailed.Add(1);
                return new(null, user is null ? "Invalid username" : "Invalid password");
            }

            if (user.IsSuspended)
            {
                metrics.SignInsFailed.Add(1);
                return new(null, SignInOutcome.Suspended);
            }

            var verified =
                check == PasswordCheck.RightButWeak
                    ? await StoreAtFullStrengthAsync(user.Id, user.PasswordHash, plausible, ct)
                    : user.PasswordHash;
            if (await OpenSessionAsync(user.Id, user.Name, verified, ct) is { } session)
            {
                metrics.SignIns.Add(1);
                return new(session, null);
            }
        }

        throw new BusyException("the account is changing too fast");
    }

    private async Task<Account?> FindAsync(string username, CancellationToken ct) =>
        UserName.CouldBe(username)
            ? await db.UsersNamed(username)
                .Select(u => new Account(u.Id, u.Name, u.PasswordHash, u.SuspendedAt != null))
                .SingleOrDefaultAsync(ct)
            : null;

    private async Task<string> StoreAtFullStrengthAsync(long userId, string weak, string password, CancellationToken ct)
    {
        var full = await passwords.HashAsync(password, ct);
        await db
            .Users.Where(u => u.Id == userId && u.PasswordHash == weak)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, full).SetProperty(x => x.PasswordIsInterim, false), ct);
        return full;
    }

    /// <summary>
    /// Null when the hash is no longer the one that was verified: the password was changed, the hash strengthened, or the account
    /// suspended or deleted meanwhile. The lock comes first, in a statement of its own, so that the next one sees what those left who held it.
    /// </summary>
    private async Task<NewSession?> OpenSessionAsync(long userId, string name, string verified, CancellationToken ct)
    {
        var token = SecretToken.New();
        var now = time.GetUtcNow();
        var expiresAt = now + SessionToken.MaxAge;
        var opened = await db.Database.ExecuteToTheEndAsync(
            $"""
            SELECT id FROM users WHERE id = {userId} FOR NO KEY UPDATE;
            WITH account AS (SELECT id FROM users WHERE id = {userId} AND password_hash = {verified} AND suspended_at IS NULL),
            ended AS (
                DELETE FROM sessions WHERE user_id = (SELECT id FROM account) AND token_hash NOT IN (
                    SELECT token_hash FROM sessions
                    WHERE user_id = {userId} AND expires_at > {now} AND last_used_at > {now - SessionToken.MaxIdle}
                    ORDER BY last_used_at DESC, created_at DESC LIMIT {OtherSessionsKept}))
            INSERT INTO sessions (token_hash, user_id, created_at, last_used_at, expires_at)
            SELECT {token.Hash}, id, {now}, {now}, {expiresAt} FROM account
            """,
            ct
        );
        return opened > 0 ? new(token.Text, expiresAt, name) : null;
    }

    private sealed record Account(long Id, string Name, string PasswordHash, bool IsSuspended);
}
