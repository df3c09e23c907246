namespace MiniTwit.Web.Api;

internal sealed partial class MiniTwitApi
{
    public Task<ApiResult<PageOf<Message>>> HomeTimelineAsync(string? cursor, CancellationToken cancel) =>
        PageAsync<Message>("timelines/home", cursor, cancel);

    public Task<ApiResult<PageOf<Message>>> PublicTimelineAsync(string? cursor, CancellationToken cancel) =>
        PageAsync<Message>("timelines/public", cursor, cancel);

    public Task<ApiResult<PageOf<Message>>> MessagesOfAsync(string username, string? cursor, CancellationToken cancel) =>
        PageAsync<Message>($"users/{Name(username)}/messages", cursor, cancel);

    public Task<ApiResult<Message>> MessageAsync(long id, CancellationToken cancel) =>
        GetAsync<Message>(FormattableString.Invariant($"messages/{id}"), cancel);

    public Task<ApiProblem?> DeleteMessageAsync(long id, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Delete, FormattableString.Invariant($"messages/{id}")), cancel);

    /// <param name="text">What to post.</param>
    /// <param name="idempotencyKey">The same key twice stores one message; null: no such guard.</param>
    /// <param name="cancel">Ends the wait.</param>
    public Task<ApiProblem?> PostAsync(string text, string? idempotencyKey, CancellationToken cancel)
    {
        var request = ForUser(HttpMethod.Post, "messages", new { text });
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        return DoAsync(request, cancel);
    }
}
