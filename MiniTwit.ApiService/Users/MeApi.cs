using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Reference;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Users.Passwords;

namespace MiniTwit.ApiService.Users;

/// <summary>What only the user may know.</summary>
internal sealed record Me(string Username, string Email, DateTimeOffset CreatedAt, string Avatar);

/// <summary>A change of password.</summary>
internal sealed record PasswordChange(string? CurrentPassword, string? NewPassword) : IInput;

/// <summary>Proof that who deletes the account is its user.</summary>
internal sealed record AccountDeletion(string? Password) : IInput;

/// <summary>The signed-in user's own account.</summary>
internal static class MeApi
{
    private const string InvalidPassword = "Invalid password";

    public static void MapMe(this IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/me").WithTags("Me").WithMetadata(Share.Accounts).RequireAuthorization(Policies.Bearer);
        me.MapGet("/", GetMe).WithName(nameof(GetMe));
        me.MapPut("/password", ChangePassword).WithName(nameof(ChangePassword)).ProducesProblem(StatusCodes.Status400BadRequest)
            .LimitedTo(LimitSetup.SignIns);
        me.MapDelete("/", DeleteMe).WithName(nameof(DeleteMe)).ProducesProblem(StatusCodes.Status400BadRequest)
            .LimitedTo(LimitSetup.SignIns);
    }

    /// <summary>Gets the own account.</summary>
    /// <response code="200">The account.</response>
    internal static async Task<Results<Ok<Me>, ProblemHttpResult>> GetMe(CurrentUser me, MiniTwitDb db, Avatars avatars, CancellationToken ct)
    {
        var user = await db.Users.Where(u => u.Id == me.Id).Select(u => new { u.Name, u.Email, u.CreatedAt }).FirstOrDefaultAsync(ct);
        return user is null
            ? Problems.NoSuchUser()
            : TypedResults.Ok(new Me(user.Name, user.Email, user.CreatedAt, avatars.Of(user.Email)));
    }

    /// <summary>Changes the own password and ends all other sessions.</summary>
    /// <response code="204">The password is changed.</response>
    /// <response code="400">The current password is wrong, or the new one breaks a rule; `detail` says which.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> ChangePassword(
        PasswordChange change, CurrentUser me, MiniTwitDb db, Guesses guesses, PasswordHashing passwords, CancellationToken ct)
    {
        if (!await IsPasswordAsync(change.CurrentPassword, me, db, guesses, ct))
            return Problems.Invalid(InvalidPassword);
        if (RegistrationRules.PasswordError(change.NewPassword) is { } error)
            return Problems.Invalid(error);
        var hash = await passwords.HashAsync(change.NewPassword!, ct);
        await db.Database.ExecuteToTheEndAsync(
            $"""
            WITH changed AS (
                UPDATE users SET password_hash = {hash}, password_is_interim = false WHERE id = {me.Id} RETURNING id)
            DELETE FROM sessions WHERE user_id IN (SELECT id FROM changed) AND token_hash <> {me.SessionHash}
            """,
            ct);
        return TypedResults.NoContent();
    }

    /// <summary>Deletes the own account with its messages, follows and sessions.</summary>
    /// <response code="204">The account is gone.</response>
    /// <response code="400">The password is wrong.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteMe(
        [FromBody] AccountDeletion deletion, CurrentUser me, MiniTwitDb db, Guesses guesses, CancellationToken ct)
    {
        if (!await IsPasswordAsync(deletion.Password, me, db, guesses, ct))
            return Problems.Invalid(InvalidPassword);
        await db.Database.ExecuteToTheEndAsync($"DELETE FROM users WHERE id = {me.Id}", ct);
        return TypedResults.NoContent();
    }

    private static async Task<bool> IsPasswordAsync(
        string? password, CurrentUser me, MiniTwitDb db, Guesses guesses, CancellationToken ct)
    {
        if (RegistrationRules.PasswordError(password) is not null)
            return false;
        var stored = await db.Users.Where(u => u.Id == me.Id).Select(u => u.PasswordHash).FirstOrDefaultAsync(ct);
        // Counted apart from sign-ins: strangers who guess there must not keep the owner from changing the password.
        return await guesses.VerifyAsync($"session of {me.Id}", stored, password!, ct) != PasswordCheck.Wrong;
    }
}
