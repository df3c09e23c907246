using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Telemetry;
using MiniTwit.ApiService.Users.Passwords;

namespace MiniTwit.ApiService.Users;

/// <summary>How a sign-in ended: with a new session, or with what was wrong.</summary>
internal readonly record struct SignInOutcome(NewSession? Session, string? Error);

/// <summary>A session that was just opened.</summary>
/// <param name="Token">The bearer token: send it as `Authorization: Bearer …`. It is shown this once.</param>
/// <param name="ExpiresAt">When the session ends at the latest; unused for 14 days it ends sooner.</param>
/// <param name="Username">The name as registered.</param>
internal sealed record NewSession(string Token, DateTimeOffset ExpiresAt, string Username);

/// <summary>Checks a password and opens a session.</summary>
internal sealed class SignIn(MiniTwitDb db, Guesses guesses, PasswordHashing passwords, TimeProvider time, MiniTwitMetrics metrics)
{
    private const int OtherSessionsKept = 9;

    public async Task<SignInOutcome> SignInAsync(string? username, string? password, CancellationToken ct)
    {
        var normalized = UserName.CouldBe(username ?? "") ? UserName.Normalize(username!) : null;
        var user = normalized is null
            ? null
            : await db.Users
                .Where(u => u.NormalizedName == normalized)
                .Select(u => new { u.Id, u.Name, u.PasswordHash })
                .FirstOrDefaultAsync(ct);
        // An over-long password is never right, and must not cost more than a right one.
        var plausible = RegistrationRules.PasswordError(password) is null ? password! : "";
        var check = await guesses.VerifyAsync(user?.Id.ToString(CultureInfo.InvariantCulture), user?.PasswordHash, plausible, ct);
        if (user is null || check == PasswordCheck.Wrong)
        {
            metrics.SignInsFailed.Add(1);
            return new(null, user is null ? "Invalid username" : "Invalid password");
        }

        if (check == PasswordCheck.RightButWeak)
            await StoreAtFullStrengthAsync(user.Id, user.PasswordHash, plausible, ct);
        var session = await OpenSessionAsync(user.Id, user.Name, ct);
        metrics.SignIns.Add(1);
        return new(session, null);
    }

    private async Task StoreAtFullStrengthAsync(long userId, string weak, string password, CancellationToken ct)
    {
        var full = await passwords.HashAsync(password, ct);
        await db.Users
            .Where(u => u.Id == userId && u.PasswordHash == weak)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, full).SetProperty(x => x.PasswordIsInterim, false), ct);
    }

    private async Task<NewSession> OpenSessionAsync(long userId, string name, CancellationToken ct)
    {
        var token = SessionToken.New();
        var now = time.GetUtcNow();
        var expiresAt = now + SessionToken.MaxAge;
        await db.Database.ExecuteToTheEndAsync(
            $"""
            WITH ended AS (
                DELETE FROM sessions WHERE user_id = {userId} AND (expires_at < {now} OR token_hash IN (
                    SELECT token_hash FROM sessions WHERE user_id = {userId} ORDER BY created_at DESC OFFSET {OtherSessionsKept})))
            INSERT INTO sessions (token_hash, user_id, created_at, last_used_at, expires_at)
            VALUES ({token.Hash}, {userId}, {now}, {now}, {expiresAt})
            """,
            ct);
        return new(token.Text, expiresAt, name);
    }
}
