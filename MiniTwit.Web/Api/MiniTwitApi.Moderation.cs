namespace MiniTwit.Web.Api;

internal sealed partial class MiniTwitApi
{
    public Task<ApiProblem?> ReportAsync(long id, string? reason, string? comment, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Post, FormattableString.Invariant($"messages/{id}/reports"), new { reason, comment }), cancel);

    public Task<ApiResult<PageOf<ReportedMessage>>> ReportedAsync(string? cursor, CancellationToken cancel) =>
        PageAsync<ReportedMessage>("moderation/reports", cursor, cancel);

    public Task<ApiResult<PageOf<LogEntry>>> ModerationLogAsync(string? cursor, CancellationToken cancel) =>
        PageAsync<LogEntry>("moderation/log", cursor, cancel);

    /// <param name="id">The message's number.</param>
    /// <param name="act"><c>hide</c>, <c>unhide</c> or <c>dismiss</c>.</param>
    /// <param name="note">Why, or null.</param>
    /// <param name="cancel">Ends the wait.</param>
    public Task<ApiProblem?> ModerateMessageAsync(long id, string act, string? note, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Post, FormattableString.Invariant($"moderation/messages/{id}/{act}"), new { note }), cancel);

    /// <param name="username">The user.</param>
    /// <param name="act"><c>suspend</c> or <c>unsuspend</c>.</param>
    /// <param name="note">Why, or null.</param>
    /// <param name="cancel">Ends the wait.</param>
    public Task<ApiProblem?> ModerateUserAsync(string username, string act, string? note, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Post, $"moderation/users/{Name(username)}/{act}", new { note }), cancel);
}
