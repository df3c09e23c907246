using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Telemetry;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Simulator;

/// <summary>The simulator's messages.</summary>
internal static class SimulatorMessages
{
    /// <summary>Gets everybody's messages, newest first.</summary>
    /// <response code="200">The messages.</response>
    /// <response code="400">`no` is no good.</response>
    /// <response code="403">The credential is missing or wrong.</response>
    internal static async Task<Results<Ok<List<SimulatorMessage>>, JsonBytes, BadRequest<SimulatorError>>> GetAll(
        [Description(RowLimit.Text)] string? no,
        HttpContext http,
        MiniTwitDb db,
        NewestMessages newest,
        NewestAsJson asJson,
        CancellationToken ct
    )
    {
        if (!RowLimit.TryRead(no, out var rows))
        {
            return SimulatorApi.Invalid(RowLimit.Error);
        }

        if (rows <= NewestMessages.Count)
        {
            return asJson.First(rows, await newest.ReadAsync(ct));
        }

        await LongLists.AdmitAsync(http, rows, ct);
        return TypedResults.Ok(await ListAsync(db.Messages, rows, ct));
    }

    /// <summary>Gets one user's messages, newest first.</summary>
    /// <response code="200">The messages.</response>
    /// <response code="400">`no` is no good.</response>
    /// <response code="403">The credential is missing or wrong.</response>
    /// <response code="404">There is no such user.</response>
    internal static async Task<Results<Ok<List<SimulatorMessage>>, BadRequest<SimulatorError>, NotFound<SimulatorError>>> GetOfUser(
        string username,
        [Description(RowLimit.Text)] string? no,
        HttpContext http,
        MiniTwitDb db,
        CancellationToken ct
    )
    {
        if (!RowLimit.TryRead(no, out var rows))
        {
            return SimulatorApi.Invalid(RowLimit.Error);
        }

        await LongLists.AdmitAsync(http, rows, ct);
        var author = db.IdsNamed(username);
        var messages = await ListAsync(db.Messages.Where(m => m.AuthorId == author.Single()), rows, ct);
        return messages.Count == 0 && !await db.IsUserAsync(username, ct) ? SimulatorApi.NoSuchUser() : TypedResults.Ok(messages);
    }

    /// <summary>Posts a message for a user.</summary>
    /// <response code="204">The message is posted.</response>
    /// <response code="400">The text breaks a rule; `error_msg` says which.</response>
    /// <response code="403">The credential is missing or wrong.</response>
    /// <response code="404">There is no such user.</response>
    internal static async Task<Results<NoContent, BadRequest<SimulatorError>, NotFound<SimulatorError>>> Post(
        string username,
        SimulatorBody<TweetCommand> body,
        MiniTwitDb db,
        MiniTwitMetrics metrics,
        CancellationToken ct
    )
    {
        var text = body.Value.Content;
        if (MessageText.Error(text) is { } error)
        {
            return SimulatorApi.Invalid(error);
        }

        if (!await PostMessage.PostForAsync(db, username, text!, ct))
        {
            return SimulatorApi.NoSuchUser();
        }

        metrics.MessagesPosted.Add(1);
        return TypedResults.NoContent();
    }

    private static Task<List<SimulatorMessage>> ListAsync(IQueryable<Message> messages, int rows, CancellationToken ct) =>
        messages
            .Where(m => !m.Flagged)
            .OrderByDescending(m => m.Id)
            .Take(rows)
            .Select(m => new SimulatorMessage(m.Text, m.PostedAt.ToUnixTimeSeconds(), m.Author.Name))
            .ToListAsync(ct);
}
