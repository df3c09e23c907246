using Microsoft.AspNetCore.Http.HttpResults;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Simulator;

/// <summary>The API of the course's simulator. Its form is frozen: clients exist that cannot be changed.</summary>
internal static class SimulatorApi
{
    /// <summary>Not all clients are careful about the content type, so none is refused for it.</summary>
    public const string Anything = "*/*";
    private const string Json = "application/json";

    public static void AddSimulator(this WebApplicationBuilder builder)
    {
        builder.AddSecret<SimulatorOptions>(SimulatorOptions.Section);
        builder.Services.AddSingleton<NewestAsJson>();
        builder.Services.AddSingleton<SharedLatest>();
        builder.Services.AddSingleton<WarmUp>();
        builder.Services.AddHostedService(services => services.GetRequiredService<WarmUp>());
        builder.Services.AddHostedService<LatestWatch>();
        builder.Services.AddHealthChecks().AddCheck<WarmUp>("warm");
    }

    public static void MapSimulator(this IEndpointRouteBuilder routes)
    {
        var simulator = routes.MapGroup("").WithTags("Simulator").Answers(StatusCodes.Status503ServiceUnavailable);
        simulator
            .MapGet("/latest", GetLatest)
            .WithName("SimulatorLatest")
            .WithMetadata(new SimulatorRoute(RecordsLatest: false, RequiresCredential: false), Share.Latest);

        var commands = simulator.MapGroup("").Answers(StatusCodes.Status400BadRequest).AddEndpointFilter(new RecordWithAnswer());
        commands
            .MapPost("/register", Register)
            .WithName("SimulatorRegister")
            .Accepts<RegisterCommand>(Json, Anything)
            .WithMetadata(new SimulatorRoute(RecordsLatest: true, RequiresCredential: false), Share.Accounts)
            .WithMetadata(new LimitedRoute(LimitSetup.SimulatorSignUps))
            .WithMetadata(Answer(StatusCodes.Status429TooManyRequests));

        var guarded = commands
            .MapGroup("")
            .WithMetadata(new SimulatorRoute(RecordsLatest: true, RequiresCredential: true))
            .Answers(StatusCodes.Status403Forbidden);
        guarded.MapGet("/msgs", SimulatorMessages.GetAll).WithName("SimulatorMessages").WithMetadata(Share.Messages);

        var messages = guarded.MapGroup("/msgs/{username}").WithMetadata(Share.Messages).Answers(StatusCodes.Status404NotFound);
        messages.MapGet("", SimulatorMessages.GetOfUser).WithName("SimulatorMessagesOfUser");
        messages.MapPost("", SimulatorMessages.Post).WithName("SimulatorPost").Accepts<TweetCommand>(Json, Anything);

        var follows = guarded.MapGroup("/fllws/{username}").WithMetadata(Share.Follows).Answers(StatusCodes.Status404NotFound);
        follows.MapGet("", SimulatorFollows.Get).WithName("SimulatorFollows");
        follows.MapPost("", SimulatorFollows.Change).WithName("SimulatorFollow").Accepts<FollowCommand>(Json, Anything);
    }

    /// <summary>Gets the id of the last command.</summary>
    /// <response code="200">The id, 0 before the first command.</response>
    internal static async Task<Ok<LatestAnswer>> GetLatest(SharedLatest latest, CancellationToken ct) =>
        TypedResults.Ok(new LatestAnswer(await latest.ReadAsync(ct)));

    /// <summary>Registers a user.</summary>
    /// <response code="204">The user is registered.</response>
    /// <response code="400">A rule is broken; `error_msg` says which.</response>
    /// <response code="429">Too many registrations without the credential; the header `Retry-After` says when the next is allowed.</response>
    internal static async Task<Results<NoContent, BadRequest<SimulatorError>>> Register(
        SimulatorBody<RegisterCommand> body,
        Registration registration,
        CancellationToken ct
    )
    {
        var (username, email, password) = body.Value;
        var outcome = await registration.RegisterQuicklyAsync(username, email, password, ct);
        return outcome.Error is { } error ? Invalid(error) : TypedResults.NoContent();
    }

    private static RouteGroupBuilder Answers(this RouteGroupBuilder group, int status) => group.WithMetadata(Answer(status));

    private static ProducesResponseTypeMetadata Answer(int status) => new(status, typeof(SimulatorError), [Json]);

    internal static BadRequest<SimulatorError> Invalid(string error) =>
        TypedResults.BadRequest(new SimulatorError(StatusCodes.Status400BadRequest, error));

    internal static NotFound<SimulatorError> NoSuchUser() =>
        TypedResults.NotFound(new SimulatorError(StatusCodes.Status404NotFound, SimulatorError.NoSuchUser));
}
