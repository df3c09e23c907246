using System.ComponentModel;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Requests;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Live;

/// <summary>Streams that tell how many messages are new.</summary>
internal static class LiveApi
{
    // A proxy that hears nothing for longer may take the connection for dead.
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(15);

    // Whoever goes on listening comes again, and is asked for a session that still is one.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    // A user has a few browsers; behind an address may be a school.
    private const int MaxOfUser = 10;
    private const int MaxOfAddress = 100;

    public static void AddLive(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LiveMessages>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LiveMessages>());
    }

    public static void MapLive(this IEndpointRouteBuilder routes)
    {
        // How long somebody listens says nothing about how quick we are.
        var live = routes
            .MapGroup("/timelines")
            .WithTags("Timelines")
            .DisableHttpMetrics()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        live.MapGet("/public/live", ListenToAll).WithName(nameof(ListenToAll));
        live.MapGet("/home/live", ListenToFollowed).WithName(nameof(ListenToFollowed)).RequireAuthorization(Policies.Bearer);
    }

    /// <summary>Streams how many messages of everybody's are new, but for those of whom the user blocks or mutes, as server-sent events; ids lead on from where a stream ended.</summary>
    /// <response code="200">The events. The first comes at once; one without news is a sign of life.</response>
    /// <response code="400">`after` or `seconds` is no good.</response>
    /// <response code="429">Too many listen already, or too many of this client.</response>
    internal static Task<Results<ServerSentEventsResult<LiveCount>, ProblemHttpResult>> ListenToAll(
        [AsParameters] LiveQuery query,
        CurrentUser? reader,
        HttpContext http,
        LiveMessages live,
        IHostApplicationLifetime lifetime
    ) =>
        ListenAsync(
            query,
            ClientAddress.Of(http),
            MaxOfAddress,
            reader is { HidesSomebody: true } ? LiveKind.Seen : LiveKind.Everybodys,
            reader,
            http,
            live,
            lifetime
        );

    /// <summary>Streams how many messages of those whom the user follows are new.</summary>
    /// <response code="200">The events.</response>
    /// <response code="400">`after` or `seconds` is no good.</response>
    /// <response code="429">Too many listen already, or too many for this user.</response>
    internal static Task<Results<ServerSentEventsResult<LiveCount>, ProblemHttpResult>> ListenToFollowed(
        [AsParameters] LiveQuery query,
        CurrentUser me,
        HttpContext http,
        LiveMessages live,
        IHostApplicationLifetime lifetime
    ) =>
        ListenAsync(
            query,
            string.Create(CultureInfo.InvariantCulture, $"user {me.Id}"),
            MaxOfUser,
            LiveKind.Followed,
            me,
            http,
            live,
            lifetime
        );

    private static async Task<Results<ServerSentEventsResult<LiveCount>, ProblemHttpResult>> ListenAsync(
        LiveQuery query,
        string client,
        int atMost,
        LiveKind kind,
        CurrentUser? reader,
        HttpContext http,
        LiveMessages live,
        IHostApplicationLifetime lifetime
    )
    {
        if (query.Seconds is < 0 or > 300)
        {
            return Problems.Invalid("seconds must be between 0 and 300");
        }

        if (!query.TryReadAfter(out var after))
        {
            return Problems.Invalid("after, or the Last-Event-ID, has to be a message's id or an event's");
        }

        var listener = await live.JoinAsync(client, atMost, kind, reader?.Id ?? CurrentUser.Nobody, after, http.RequestAborted);
        http.Response.OnCompleted(() =>
        {
            live.Leave(listener);
            return Task.CompletedTask;
        });
        var longest =
            HeadRequests.IsHead(http) ? TimeSpan.Zero
            : query.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds)
            : Longest;
        return TypedResults.ServerSentEvents(EventsAsync(listener, longest, lifetime.ApplicationStopping, http.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<LiveCount>> EventsAsync(
        Listener listener,
        TimeSpan longest,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken gone
    )
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, gone);
        end.CancelAfter(longest);
        yield return Event(listener);
        while (!end.IsCancellationRequested)
        {
            // The stream ends as one that is through, and whoever listens comes again.
            await listener.WaitAsync(SignOfLife, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            yield return Event(listener);
        }
    }

    // They come again at different moments, so that a replica that ends does not send all of them to another at once.
    private static SseItem<LiveCount> Event(Listener listener)
    {
        var (count, place) = listener.Take();
        return new(count)
        {
            EventId = place,
            ReconnectionInterval = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1_000, 10_000)),
        };
    }
}

/// <summary>Where a stream begins, and how long it may be.</summary>
internal readonly record struct LiveQuery(
    [property: Description("The newest message that is known already, or the id of an event; left out, all there are now.")] string? After,
    [property: FromHeader(Name = "Last-Event-ID"), Description("The id of the last event of a stream that ended; goes before `after`.")]
        string? LastEventId,
    [property: Description("After how many seconds to end, 0 to 300; 300 when left out.")] int? Seconds
)
{
    public bool TryReadAfter(out Cursor? after)
    {
        after = null;
        return (string.IsNullOrEmpty(LastEventId) ? After : LastEventId) is not { Length: > 0 } text || LivePlace.TryParse(text, out after);
    }
}
