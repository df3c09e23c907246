using Microsoft.AspNetCore.Http.HttpResults;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Reference;
using MiniTwit.ApiService.Users.Counts;
using MiniTwit.ApiService.Users.Passwords;

namespace MiniTwit.ApiService.Users;

/// <summary>A wish to register.</summary>
/// <param name="Username">1 to 64 characters, unique without regard to case; names that look the same are one.</param>
/// <param name="Email">The e-mail address; nobody but the user sees it.</param>
/// <param name="Password">1 to 256 characters.</param>
internal sealed record RegistrationRequest(string? Username, string? Email, string? Password) : IInput;

/// <summary>Registering and profiles.</summary>
internal static class UsersApi
{
    public static void AddUsers(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Avatars>();
        builder.Services.AddSingleton<PasswordHashing>();
        builder.Services.AddSingleton<StrengtheningSignal>();
        if (!DocumentGenerator.IsRunning)
        {
            builder.Services.AddHostedService<PasswordStrengthening>();
            builder.Services.AddHostedService<CountFolding>();
        }

        builder.Services.AddScoped<Registration>();
        builder.Services.AddScoped<SignIn>();
    }

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/users").WithTags("Users").WithMetadata(Share.Accounts);
        users
            .MapPost("/", Register)
            .WithName(nameof(Register))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .LimitedTo(LimitSetup.SignUps);
        users
            .MapGet("/{username}", GetProfile)
            .WithName(nameof(GetProfile))
            .WithMetadata(Share.Profiles)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Registers a user.</summary>
    /// <response code="201">The user is registered and can sign in.</response>
    /// <response code="400">A rule is broken; `detail` says which.</response>
    /// <response code="409">The username is already taken, or was once.</response>
    internal static async Task<Results<Created<Profile>, ProblemHttpResult>> Register(
        RegistrationRequest request,
        Registration registration,
        Avatars avatars,
        CancellationToken ct
    )
    {
        var outcome = await registration.RegisterAsync(request.Username, request.Email, request.Password, ct);
        if (outcome.IsTaken)
        {
            return Problems.Conflict(outcome.Error!);
        }

        if (outcome.Error is { } error)
        {
            return Problems.Invalid(error);
        }
        // Not asked for: that could fail, and the user is registered.
        var profile = new Profile(request.Username!, avatars.Of(request.Email!, null), outcome.CreatedAt, 0, 0, 0, null);
        return TypedResults.Created($"/api/v1/users/{Uri.EscapeDataString(profile.Username)}", profile);
    }

    /// <summary>Gets a user's profile.</summary>
    /// <response code="200">The profile.</response>
    /// <response code="404">There is no such user.</response>
    internal static async Task<Results<Ok<Profile>, ProblemHttpResult>> GetProfile(
        string username,
        CurrentUser? reader,
        MiniTwitDb db,
        Avatars avatars,
        CancellationToken ct
    ) => await Profile.FindAsync(db, avatars, username, reader, ct) is { } profile ? TypedResults.Ok(profile) : Problems.NoSuchUser();
}
