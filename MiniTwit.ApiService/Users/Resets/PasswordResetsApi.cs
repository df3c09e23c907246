using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Mail;
using MiniTwit.ApiService.Reference;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Users.Passwords;

namespace MiniTwit.ApiService.Users.Resets;

/// <summary>A wish for a new password.</summary>
/// <param name="User">The user's name, or the e-mail address.</param>
internal sealed record PasswordResetRequest(string? User) : IInput;

/// <summary>A new password for who has a link.</summary>
/// <param name="Token">What the link has as `token`.</param>
/// <param name="Password">1 to 256 characters.</param>
internal sealed record PasswordResetUse(string? Token, string? Password) : IInput;

/// <summary>A new password for who has forgotten theirs; see docs/decisions/0040.</summary>
internal static class PasswordResetsApi
{
    private const string NoGood = "This link is no longer good. Ask for another.";

    public static void AddPasswordResets(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ResetRequests>();
        if (MailOptions.Read(builder.Configuration) is { } mail && !DocumentGenerator.IsRunning)
        {
            builder.Services.AddHostedService(services =>
                ActivatorUtilities.CreateInstance<ResetLinks>(
                    services,
                    mail,
                    services.GetRequiredKeyedService<Quota>(LimitSetup.LinksToAddress)
                )
            );
        }
    }

    public static void MapPasswordResets(this IEndpointRouteBuilder routes)
    {
        var resets = routes.MapGroup("/password-resets").WithTags("Password resets").WithMetadata(Share.Accounts);
        resets
            .MapPost("/", RequestPasswordReset)
            .WithName(nameof(RequestPasswordReset))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .LimitedTo(LimitSetup.PasswordResets);
        resets
            .MapPost("/used", UsePasswordReset)
            .WithName(nameof(UsePasswordReset))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .LimitedTo(LimitSetup.SignIns);
    }

    /// <summary>Asks for a link to choose a new password by, which is mailed to the user.</summary>
    /// <response code="202">If there is such a user, the mail is on its way: nobody is told whether there is.</response>
    /// <response code="400">There is nothing that anybody could be called.</response>
    /// <response code="404">This site sends no mail.</response>
    internal static Results<Accepted, ProblemHttpResult> RequestPasswordReset(
        PasswordResetRequest request,
        Outbox outbox,
        ResetRequests requests,
        HttpRequest http
    )
    {
        if (!outbox.IsOpen)
        {
            return Problems.NoMail();
        }

        if (string.IsNullOrWhiteSpace(request.User) || !UserName.CouldBe(request.User))
        {
            return Problems.Invalid("You have to enter a username or an e-mail address");
        }

        requests.Add(new(request.User, MailLanguages.AskedFor(http)));
        return TypedResults.Accepted((string?)null);
    }

    /// <summary>Chooses a new password by a link, which is good for this once, and ends all sessions.</summary>
    /// <response code="204">The password is changed.</response>
    /// <response code="400">The link is no longer good, or the password breaks a rule; `detail` says which.</response>
    /// <response code="403">The account is suspended.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> UsePasswordReset(
        PasswordResetUse use,
        MiniTwitDb db,
        PasswordHashing passwords,
        Outbox outbox,
        TimeProvider time,
        HttpRequest http,
        CancellationToken ct
    )
    {
        if (RegistrationRules.PasswordError(use.Password) is { } error)
        {
            return Problems.Invalid(error);
        }

        if (SecretToken.TryHash(use.Token) is not { } token)
        {
            return Problems.Invalid(NoGood);
        }

        var now = time.GetUtcNow();
        // Asked first only to save the cost of hashing; the statement below has the last word.
        var account = await db
            .PasswordResets.Where(r => r.TokenHash == token && r.ExpiresAt > now)
            .Select(r => new
            {
                r.UserId,
                r.User.Name,
                r.User.Email,
                IsSuspended = r.User.SuspendedAt != null,
            })
            .FirstOrDefaultAsync(ct);
        if (account is null)
        {
            return Problems.Invalid(NoGood);
        }

        if (account.IsSuspended)
        {
            return Problems.Forbidden(SignInOutcome.Suspended);
        }

        var hash = await passwords.HashAsync(use.Password!, ct);
        // The user's row first, as whoever changes the password or deletes the account takes it; the sessions last, so that one which was
        // opened meanwhile is seen.
        var changed = await db.Database.ExecuteToTheEndAsync(
            $"""
            SELECT id FROM users WHERE id = {account.UserId} FOR NO KEY UPDATE;
            WITH used AS (DELETE FROM password_resets WHERE token_hash = {token} AND expires_at > {now} RETURNING user_id)
            UPDATE users SET password_hash = {hash}, password_is_interim = false
            FROM used WHERE id = used.user_id AND suspended_at IS NULL;
            DELETE FROM sessions WHERE user_id = (SELECT id FROM users WHERE id = {account.UserId} AND password_hash = {hash})
            """,
            ct
        );
        if (changed == 0)
        {
            return Problems.Invalid(NoGood);
        }

        var language = MailLanguages.AskedFor(http);
        outbox.Notify(pages => AccountLetters.PasswordChanged(language, pages, account.Email, account.Name));
        return TypedResults.NoContent();
    }
}
