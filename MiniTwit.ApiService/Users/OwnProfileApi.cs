using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Reference;
using MiniTwit.ApiService.Security;

namespace MiniTwit.ApiService.Users;

/// <summary>What others see of the user besides the name.</summary>
/// <param name="DisplayName">Up to 64 characters, shown before the name; null or empty for nothing.</param>
/// <param name="Bio">Up to 280 characters; null or empty for nothing.</param>
internal sealed record ProfileChange(string? DisplayName = null, string? Bio = null) : IInput;

/// <summary>An avatar to choose.</summary>
/// <param name="Choice">What it is chosen by: 0 for the one of the e-mail address, else 1 to 1,000,000.</param>
/// <param name="Avatar">The hexadecimal text that it is drawn from.</param>
internal sealed record AvatarChoice(int Choice, string Avatar);

/// <summary>A chosen avatar.</summary>
/// <param name="Choice">0 for the one of the e-mail address, else 1 to 1,000,000.</param>
internal sealed record ChosenAvatar(int? Choice) : IInput;

/// <summary>What the signed-in user shows of themselves.</summary>
internal static class OwnProfileApi
{
    private const int LastChoice = 1_000_000;
    private const int Offered = 7;

    public static void MapOwnProfile(this IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/me").WithTags("Me").WithMetadata(Share.Accounts).RequireAuthorization(Policies.Bearer);
        me.MapPut("/profile", ChangeProfile).WithName(nameof(ChangeProfile)).ProducesProblem(StatusCodes.Status400BadRequest);
        me.MapGet("/avatars", GetAvatars).WithName(nameof(GetAvatars));
        me.MapPut("/avatar", ChooseAvatar).WithName(nameof(ChooseAvatar)).ProducesProblem(StatusCodes.Status400BadRequest);
    }

    /// <summary>Changes the own display name and what the user says of themselves, both at once.</summary>
    /// <response code="204">They are changed.</response>
    /// <response code="400">A rule is broken; `detail` says which.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> ChangeProfile(
        ProfileChange change,
        CurrentUser me,
        MiniTwitDb db,
        CancellationToken ct
    )
    {
        if (ProfileRules.Error(change.DisplayName, change.Bio) is { } error)
        {
            return Problems.Invalid(error);
        }

        var (name, bio) = (OrNull(change.DisplayName), OrNull(change.Bio));
        return await db.Database.ExecuteOnceAsync($"UPDATE users SET display_name = {name}, bio = {bio} WHERE id = {me.Id}", ct) > 0
            ? TypedResults.NoContent()
            : Problems.AccountDeleted();
    }

    /// <summary>Gets a handful of avatars to choose from, others each time but for the first, which is the e-mail address's.</summary>
    /// <response code="200">The avatars.</response>
    internal static async Task<Results<Ok<List<AvatarChoice>>, ProblemHttpResult>> GetAvatars(
        CurrentUser me,
        MiniTwitDb db,
        Avatars avatars,
        CancellationToken ct
    )
    {
        if (await db.Users.Where(u => u.Id == me.Id).Select(u => u.Email).FirstOrDefaultAsync(ct) is not { } email)
        {
            return Problems.AccountDeleted();
        }

        var offered = new List<AvatarChoice> { new(0, avatars.Of(email, null)) };
        for (var i = 0; i < Offered; i++)
        {
            var choice = RandomNumberGenerator.GetInt32(1, LastChoice + 1);
            offered.Add(new(choice, Avatars.Chosen(me.Id, choice)));
        }

        return TypedResults.Ok(offered);
    }

    /// <summary>Chooses the own avatar. Without effect on what is seen where avatars come from Gravatar.</summary>
    /// <response code="204">It is chosen.</response>
    /// <response code="400">There is no such choice.</response>
    internal static async Task<Results<NoContent, ProblemHttpResult>> ChooseAvatar(
        ChosenAvatar chosen,
        CurrentUser me,
        MiniTwitDb db,
        CancellationToken ct
    )
    {
        if (chosen.Choice is not (>= 0 and <= LastChoice and var choice))
        {
            return Problems.Invalid("choice has to be a number from 0 to 1,000,000");
        }

        var avatar = choice == 0 ? null : Avatars.Chosen(me.Id, choice);
        return await db.Database.ExecuteOnceAsync($"UPDATE users SET avatar = {avatar} WHERE id = {me.Id}", ct) > 0
            ? TypedResults.NoContent()
            : Problems.AccountDeleted();
    }

    private static string? OrNull(string? text) => string.IsNullOrEmpty(text) ? null : text.Trim();
}
