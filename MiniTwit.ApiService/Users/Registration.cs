using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Telemetry;
using MiniTwit.ApiService.Users.Passwords;

namespace MiniTwit.ApiService.Users;

/// <summary>How a registration ended: no error, a rule that was broken, or a name that is taken.</summary>
internal readonly record struct RegistrationOutcome(string? Error, DateTimeOffset CreatedAt = default)
{
    public bool IsTaken => Error == RegistrationRules.Taken;
}

/// <summary>Registers users, for both APIs.</summary>
internal sealed class Registration(
    MiniTwitDb db,
    PasswordHashing passwords,
    StrengtheningSignal signal,
    TimeProvider time,
    MiniTwitMetrics metrics
)
{
    /// <summary>Registers with a hash of full strength, which takes its time.</summary>
    public async Task<RegistrationOutcome> RegisterAsync(string? username, string? email, string? password, CancellationToken ct)
    {
        if (RegistrationRules.Error(username, email, password) is { } error)
        {
            return new(error);
        }
        // Asked first only to save the cost of hashing; the insert has the last word.
        if (await IsTakenAsync(UserName.Normalize(username!), ct))
        {
            return new(RegistrationRules.Taken);
        }

        return await InsertAsync(username!, email!, await passwords.HashAsync(password!, ct), interim: false, ct);
    }

    /// <summary>Registers at once, with a quick hash that the background strengthens.</summary>
    public async Task<RegistrationOutcome> RegisterQuicklyAsync(string? username, string? email, string? password, CancellationToken ct)
    {
        if (RegistrationRules.Error(username, email, password) is { } error)
        {
            return new(error);
        }

        var outcome = await InsertAsync(username!, email!, await passwords.HashInterimAsync(password!, ct), interim: true, ct);
        signal.Set();
        return outcome;
    }

    private async Task<bool> IsTakenAsync(string normalized, CancellationToken ct) =>
        (
            await db
                .Database.SqlQuery<bool>(
                    $"""
                    SELECT fold_name({normalized}) = ANY ({ReservedNames.Folded})
                        OR EXISTS (SELECT FROM taken_names WHERE name_hash = (SELECT name_hash({normalized})))
                    """
                )
                .ToListAsync(ct)
        )[0];

    private async Task<RegistrationOutcome> InsertAsync(string name, string email, string hash, bool interim, CancellationToken ct)
    {
        var normalized = UserName.Normalize(name);
        var now = time.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)); // as exact as the database has it
        // Not SaveChanges: that would try again after a lost reply and then call the caller's own name taken. A trigger inserts
        // nothing for a name that looks like one that somebody has or had.
        var inserted = await db.Database.ExecuteToTheEndAsync(
            $"""
            INSERT INTO users (name, normalized_name, email, password_hash, password_is_interim, created_at)
            SELECT {name}, {normalized}, {email.Trim()}, {hash}, {interim}, {now}
            WHERE fold_name({normalized}) <> ALL ({ReservedNames.Folded})
            ON CONFLICT (normalized_name) DO NOTHING
            """,
            ct
        );
        if (inserted == 0)
        {
            return new(RegistrationRules.Taken);
        }

        metrics.UsersRegistered.Add(1);
        return new(null, now);
    }
}
