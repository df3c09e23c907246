namespace MiniTwit.Web.Api;

internal sealed partial class MiniTwitApi
{
    public Task<ApiProblem?> BlockAsync(string username, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Put, $"me/blocks/{Name(username)}"), cancel);

    public Task<ApiProblem?> UnblockAsync(string username, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Delete, $"me/blocks/{Name(username)}"), cancel);

    public Task<ApiProblem?> MuteAsync(string username, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Put, $"me/mutes/{Name(username)}"), cancel);

    public Task<ApiProblem?> UnmuteAsync(string username, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Delete, $"me/mutes/{Name(username)}"), cancel);

    public Task<ApiResult<PageOf<Person>>> BlockedAsync(string? cursor, CancellationToken cancel) =>
        PageAsync<Person>("me/blocks", cursor, cancel);

    public Task<ApiResult<PageOf<Person>>> MutedAsync(string? cursor, CancellationToken cancel) =>
        PageAsync<Person>("me/mutes", cursor, cancel);
}
