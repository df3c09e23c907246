using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Mail;
using MiniTwit.ApiService.Reference;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Users.Passwords;

namespace MiniTwit.ApiService.Users;

/// <summary>What only the user may know, and what the user chose to show.</summary>
internal sealed record Me(
    string Username,
    string Email,
    DateTimeOffset CreatedAt,
    string Avatar,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DisplayName = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Bio = null
);

/// <summary>A change of password.</summary>
internal sealed record PasswordChange(string? CurrentPassword, string? NewPassword) : IInput;

/// <summary>A change of e-mail address.</summary>
internal sealed record EmailChange(string? CurrentPassword, string? Email) : IInput;

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
        me.MapPut("/password", ChangePassword)
            .WithName(nameof(ChangePassword))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .LimitedTo(LimitSetup.SignIns);
        me.MapPut("/email", ChangeEmail)
            .WithName(nameof(ChangeEmail))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .LimitedTo(LimitSetup.SignIns);
        me.MapDelete("/", DeleteMe)
            .WithName(nameof(DeleteMe))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .LimitedTo(LimitSetup.SignIns);
    }

    /// <summary>Gets the own account.</summary>
    /// <response code="200">The account.</response>
    internal static async Task<Results<Ok<Me>, ProblemHttpResult>> GetMe(
        CurrentUser me,
        MiniTwitDb db,
        Avatars avatars,
        CancellationToken ct
    )
    {
        var user = await db
            .Users.Where(u => u.Id == me.Id)
            .Select(u => new
            {
                u.Name,
                u.Email,
                u.CreatedAt,
                u.Avatar,
                u.DisplayName,
                u.Bio,
            })
            .FirstOrDefaultAsync(ct);
        return user is null
            ? Problems.AccountDeleted()
            : TypedResults.Ok(
                new Me(user.Name, user.Email, user.CreatedAt, avatars.Of(user.Email, user.Avatar), user.DisplayName, user.Bio)
            );
    }

    /// <summary>Changes the own password and ends all other sessions. A mail tells of it.</summary>
    /// <response code="204">The password is changed.</response>
    /// <response code="400">The current password is wrong, or the new one breaks a rule; `detail` says which.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> ChangePassword(
        PasswordChange change,
        CurrentUser me,
        MiniTwitDb db,
        Guesses guesses,
        PasswordHashing passwords,
        Outbox outbox,
        HttpRequest http,
        CancellationToken ct
    )
    {
        if (RegistrationRules.PasswordError(change.NewPassword) is { } error)
        {
            return Problems.Invalid(error);
        }

        string? hash = null;
        return await WithPasswordAsync(
            change.CurrentPassword,
            me,
            db,
            guesses,
            async account =>
            {
                hash ??= await passwords.HashAsync(change.NewPassword!, ct);
                // Statements of their own, so that the later ones see what was opened or mailed while the first waited for the row.
                return await db.Database.ExecuteToTheEndAsync(
                    $"""
                    UPDATE users SET password_hash = {hash}, password_is_interim = false
                    WHERE id = {me.Id} AND password_hash = {account.PasswordHash};
                    DELETE FROM sessions WHERE token_hash <> {me.SessionHash}
                        AND user_id = (SELECT id FROM users WHERE id = {me.Id} AND password_hash = {hash});
                    DELETE FROM password_resets
                    WHERE user_id = (SELECT id FROM users WHERE id = {me.Id} AND password_hash = {hash})
                    """,
                    ct
                );
            },
            account =>
                outbox.Notify(pages => AccountLetters.PasswordChanged(MailLanguages.AskedFor(http), pages, account.Email, account.Name)),
            ct
        );
    }

    /// <summary>Changes the own e-mail address, and with it the avatar, unless that was chosen. A mail to the old one tells of it.</summary>
    /// <response code="204">The address is changed.</response>
    /// <response code="400">The current password is wrong, or the address is none; `detail` says which.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> ChangeEmail(
        EmailChange change,
        CurrentUser me,
        MiniTwitDb db,
        Guesses guesses,
        Outbox outbox,
        HttpRequest http,
        CancellationToken ct
    )
    {
        if (RegistrationRules.EmailError(change.Email) is { } error)
        {
            return Problems.Invalid(error);
        }

        var email = change.Email!.Trim();
        return await WithPasswordAsync(
            change.CurrentPassword,
            me,
            db,
            guesses,
            // What was mailed to the old address is no longer good.
            account =>
                db.Database.ExecuteToTheEndAsync(
                    $"""
                    UPDATE users SET email = {email} WHERE id = {me.Id} AND password_hash = {account.PasswordHash};
                    DELETE FROM password_resets
                    WHERE user_id = (SELECT id FROM users WHERE id = {me.Id} AND password_hash = {account.PasswordHash})
                    """,
                    ct
                ),
            account =>
            {
                if (!account.Email.Equals(email, StringComparison.OrdinalIgnoreCase))
                {
                    outbox.Notify(pages => AccountLetters.EmailChanged(MailLanguages.AskedFor(http), pages, account.Email, account.Name));
                }
            },
            ct
        );
    }

    /// <summary>Deletes the own account with its messages, follows and sessions.</summary>
    /// <response code="204">The account is gone.</response>
    /// <response code="400">The password is wrong.</response>
    internal static Task<Results<NoContent, ProblemHttpResult>> DeleteMe(
        [FromBody] AccountDeletion deletion,
        CurrentUser me,
        MiniTwitDb db,
        Guesses guesses,
        CancellationToken ct
    ) =>
        WithPasswordAsync(
            deletion.Password,
            me,
            db,
            guesses,
            account =>
                db.Database.ExecuteToTheEndAsync($"DELETE FROM users WHERE id = {me.Id} AND password_hash = {account.PasswordHash}", ct),
            _ => { },
            ct
        );

    /// <summary>Does what the password allows. It changes nothing unless the hash is still the one verified; then all starts again.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> WithPasswordAsync(
        string? password,
        CurrentUser me,
        MiniTwitDb db,
        Guesses guesses,
        Func<Account, Task<int>> change,
        Action<Account> changed,
        CancellationToken ct
    )
    {
        if (RegistrationRules.PasswordError(password) is not null)
        {
            return Problems.Invalid(InvalidPassword);
        }

        for (var attempt = 0; attempt < SignIn.Attempts; attempt++)
        {
            var stored = await db
                .Users.Where(u => u.Id == me.Id)
                .Select(u => new Account(u.Name, u.Email, u.PasswordHash))
                .FirstOrDefaultAsync(ct);
            if (stored is null)
            {
                return Problems.AccountDeleted();
            }
            // Counted apart from sign-ins: strangers who guess there must not keep the owner from changing the password.
            if (await guesses.VerifyAsync($"session of {me.Id}", stored.PasswordHash, password!, ct) == PasswordCheck.Wrong)
            {
                return Problems.Invalid(InvalidPassword);
            }

            if (await change(stored) > 0)
            {
                changed(stored);
                return TypedResults.NoContent();
            }
        }

        throw new BusyException("the account is changing too fast");
    }

    /// <summary>The account as it was before the change.</summary>
    private sealed record Account(string Name, string Email, string PasswordHash);
}
