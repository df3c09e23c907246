namespace MiniTwit.Web.Api;

internal sealed partial class MiniTwitApi
{
    public Task<ApiResult<PageOf<Message>>> HomeTimelineAsync(string? cursor, CancellationToken cancel) =>
        PageAsync<Message>("timelines/home", cursor, cancel);

    /// <param name="cursor">Where the page begins; null for the newest.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <param name="longest">How long to wait, where that is less than for other pages.</param>
    public Task<ApiResult<PageOf<Message>>> PublicTimelineAsync(string? cursor, CancellationToken cancel, TimeSpan? longest = null) =>
        PageAsync<Message>("timelines/public", cursor, cancel, longest);

    /// <summary>
    /// An API of the version before does not have this, which is a 404 like that of a user who is not there. There may be one: an update
    /// that goes back replaces the API first.
    /// </summary>
    public async Task<ApiResult<UserPage>> UserPageAsync(string username, string? cursor, CancellationToken cancel)
    {
        var page = await GetAsync<UserPage>($"users/{Name(username)}/timeline" + Cursor(cursor), cancel);
        if (page is { Problem.Status: StatusCodes.Status404NotFound })
        {
            return await PieceByPieceAsync(username, cursor, cancel);
        }

        return page.Ok ? new(page.Value with { Messages = Shown(page.Value.Messages, cursor) }, null) : page;
    }

    private async Task<ApiResult<UserPage>> PieceByPieceAsync(string username, string? cursor, CancellationToken cancel)
    {
        var profile = await ProfileAsync(username, cancel);
        if (!profile.Ok)
        {
            return new(null, profile.Problem);
        }

        var messages = await PageAsync<Message>($"users/{Name(username)}/messages", cursor, cancel);
        return messages.Ok ? new(new(profile.Value, messages.Value), null) : new(null, messages.Problem);
    }

    public Task<ApiResult<Message>> MessageAsync(long id, CancellationToken cancel) =>
        GetAsync<Message>(FormattableString.Invariant($"messages/{id}"), cancel);

    /// <summary>An API of the version before knows the message alone.</summary>
    public async Task<ApiResult<Conversation>> ConversationAsync(long id, string? cursor, CancellationToken cancel)
    {
        var found = await GetAsync<Conversation>(FormattableString.Invariant($"messages/{id}/conversation") + Cursor(cursor), cancel);
        if (found is { Problem.Status: StatusCodes.Status404NotFound })
        {
            var message = await MessageAsync(id, cancel);
            return message.Ok ? new(new(message.Value, null, PageOf<Message>.Empty), null) : new(null, message.Problem);
        }

        return found.Ok ? new(found.Value with { Answers = Shown(found.Value.Answers, cursor) }, null) : found;
    }

    public Task<ApiResult<PageOf<Message>>> TaggedAsync(string tag, string? cursor, CancellationToken cancel) =>
        PageAsync<Message>($"tags/{Name(tag)}/messages", cursor, cancel);

    public async Task<ApiResult<PageOf<Message>>> MentionsAsync(string? cursor, CancellationToken cancel) =>
        Before(await PageAsync<Message>("me/mentions", cursor, cancel), PageOf<Message>.Empty);

    /// <summary>A stream of events that tell how many messages are new, for the caller to dispose.</summary>
    /// <param name="timeline"><c>public</c> or <c>home</c>.</param>
    /// <param name="after">The newest message that is known already.</param>
    /// <param name="lastEventId">The id of the last event of a stream that ended.</param>
    /// <param name="cancel">Ends the wait for its beginning.</param>
    public async Task<HttpResponseMessage?> ListenAsync(string timeline, string? after, string? lastEventId, CancellationToken cancel)
    {
        using var request = ForUser(
            HttpMethod.Get,
            $"timelines/{timeline}/live" + (after is null ? "" : "?after=" + Uri.EscapeDataString(after))
        );
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && MeansUnavailable(e))
        {
            LogUnavailable(e, request.Method, request.RequestUri?.AbsolutePath);
            return null;
        }
    }

    public Task<ApiProblem?> SeeMentionsAsync(long upTo, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Put, "me/mentions/seen", new { upTo }), cancel);

    public Task<ApiProblem?> DeleteMessageAsync(long id, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Delete, FormattableString.Invariant($"messages/{id}")), cancel);

    /// <summary>An API of the version before has nothing to restore, which is a 404 like that of what was deleted too long ago.</summary>
    public Task<ApiProblem?> RestoreMessageAsync(long id, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Post, FormattableString.Invariant($"messages/{id}/restore")), cancel);

    /// <param name="text">What to post.</param>
    /// <param name="inReplyTo">The message that this one answers, or null.</param>
    /// <param name="idempotencyKey">The same key twice stores one message.</param>
    /// <param name="cancel">Ends the wait.</param>
    public Task<ApiProblem?> PostAsync(string text, long? inReplyTo, string idempotencyKey, CancellationToken cancel)
    {
        var request = ForUser(HttpMethod.Post, "messages", new { text, inReplyTo });
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        return DoAsync(request, cancel);
    }
}
