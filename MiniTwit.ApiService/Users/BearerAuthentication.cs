using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Security;

namespace MiniTwit.ApiService.Users;

/// <summary>Recognises a user by the opaque token of a session: one query a request.</summary>
internal sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    MiniTwitDb db
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    // Asked with every request of the signed-in: compiled once. Nothing of the answer is kept, so that a session that ends has ended everywhere.
    private static readonly Func<MiniTwitDb, byte[], DateTimeOffset, DateTimeOffset, CancellationToken, Task<Known?>> Find =
        EF.CompileAsyncQuery(
            (MiniTwitDb db, byte[] hash, DateTimeOffset now, DateTimeOffset usedSince, CancellationToken ct) =>
                db
                    .Sessions.Where(s => s.TokenHash == hash && s.ExpiresAt > now && s.LastUsedAt > usedSince && s.User.SuspendedAt == null)
                    .Select(s => new Known(
                        s.UserId,
                        s.User.Name,
                        s.LastUsedAt,
                        s.User.IsAdministrator,
                        db.Blocks.Any(b => b.UserId == s.UserId),
                        // Of what is hidden too: the table of messages may be locked, and every request of the signed-in comes by here.
                        db.Mentions.Where(m => m.UserId == s.UserId && m.Id > s.User.MentionsSeenTo)
                            .OrderByDescending(m => m.Id)
                            .Take(MostUnread)
                            .Count()
                    ))
                    .FirstOrDefault()
        );

    /// <summary>How many mentions are new, at most <see cref="MostUnread"/>; absent where none are.</summary>
    public const string UnreadHeader = "Unread-Mentions";

    /// <summary>The role, which the header <c>Role</c> tells an administrator, too.</summary>
    public const string Administrator = "administrator";

    public const string RoleHeader = "Role";

    private const int MostUnread = 100;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerToken.SentWith(Request) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        if (SecretToken.TryHash(token) is not { } hash)
        {
            return AuthenticateResult.Fail("Malformed token");
        }

        using var share = Share.Sessions.For(Context);
        var now = TimeProvider.GetUtcNow();
        var session = await Find(db, hash, now, now - SessionToken.MaxIdle, Context.RequestAborted);
        if (session is null)
        {
            return AuthenticateResult.Fail("No such session");
        }

        if (now - session.LastUsedAt > SessionToken.UseIsNotedEvery)
        {
            await NoteUseAsync(hash, now);
        }

        if (session.Unread > 0)
        {
            Response.Headers[UnreadHeader] = session.Unread.ToString(CultureInfo.InvariantCulture);
        }

        List<Claim> role = [];
        if (session.IsAdministrator)
        {
            Response.Headers[RoleHeader] = Administrator;
            role.Add(new(ClaimTypes.Role, Administrator));
        }

        var identity = new ClaimsIdentity(
            [
                .. role,
                new(ClaimTypes.NameIdentifier, session.UserId.ToString(CultureInfo.InvariantCulture)),
                new(ClaimTypes.Name, session.Name),
                new(CurrentUser.SessionClaim, Convert.ToHexString(hash)),
            ],
            Scheme.Name
        );
        if (session.HidesSomebody)
        {
            identity.AddClaim(new(CurrentUser.HidesClaim, ""));
        }

        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme.Name));
    }

    private async Task NoteUseAsync(byte[] hash, DateTimeOffset now)
    {
        try
        {
            await db
                .Sessions.Where(s => s.TokenHash == hash)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.LastUsedAt, now), Context.RequestAborted);
        }
        catch (Exception e) when (e is BusyException || DatabaseAway.Is(e))
        {
            // Who only reads is served where nothing can be written. A later request notes it.
        }
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    private sealed record Known(long UserId, string Name, DateTimeOffset LastUsedAt, bool IsAdministrator, bool HidesSomebody, int Unread);
}
