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
internal sealed class Registration(MiniTwitDb db, PasswordHashing passwords, StrengtheningSignal signal, TimeProvider time, MiniTwitMetrics metrics)
{
    /// <summary>Registers with a hash of full strength, which takes its time.</summary>
    public async Task<RegistrationOutcome> RegisterAsync(string? username, string? email, string? password, CancellationToken ct)
    {
        if (RegistrationRules.Error(username, email, password) is { } error)
            return new(error);
        // Asked first only to save the cost of hashing; the unique index has the last word.
        if (ReservedNames.Contains(username!) || await ExistsAsync(username!, ct))
            return new(RegistrationRules.Taken);
        return await InsertAsync(username!, email!, await passwords.HashAsync(password!, ct), interim: false, ct);
    }

    /// <summary>Registers at once, with a quick hash that the background strengthens.</summary>
    public async Task<RegistrationOutcome> RegisterQuicklyAsync(string? username, string? email, string? password, CancellationToken ct)
    {
        if (RegistrationRules.Error(username, email, password) is { } error)
            return new(error);
        if (ReservedNames.Contains(username!))
            return new(RegistrationRules.Taken);
        var outcome = await InsertAsync(username!, email!, await passwords.HashInterimAsync(password!, ct), interim: true, ct);
        signal.Set();
        return outcome;
    }

    private Task<bool> ExistsAsync(string username, CancellationToken ct)
    {
        var normalized = UserName.Normalize(username);
        return db.Users.AnyAsync(u => u.NormalizedName == normalized, ct);
    }

    private async Task<RegistrationOutcome> InsertAsync(string name, string email, string hash, bool interim, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)); // as exact as the database has it
        // Not SaveChanges: that would try again after a lost reply and then call the caller's own name taken.
        var inserted = await db.Database.ExecuteToTheEndAsync(
            $"""
            INSERT INTO users (name, normalized_name, email, password_hash, password_is_interim, created_at)
            VALUES ({name}, {UserName.Normalize(name)}, {email.Trim()}, {hash}, {interim}, {now})
            ON CONFLICT (normalized_name) DO NOTHING
            """,
            ct);
        if (inserted == 0)
            return new(RegistrationRules.Taken);
        metrics.UsersRegistered.Add(1);
        return new(null, now);
    }
}
