namespace MiniTwit.Web.Api;

internal sealed partial class MiniTwitApi
{
    public Task<ApiProblem?> FollowAsync(string username, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Put, $"me/following/{Name(username)}"), cancel);

    public Task<ApiProblem?> UnfollowAsync(string username, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Delete, $"me/following/{Name(username)}"), cancel);

    public Task<ApiResult<PageOf<Person>>> FollowersAsync(string username, string? cursor, CancellationToken cancel) =>
        PageAsync<Person>($"users/{Name(username)}/followers", cursor, cancel);

    public Task<ApiResult<PageOf<Person>>> FollowingAsync(string username, string? cursor, CancellationToken cancel) =>
        PageAsync<Person>($"users/{Name(username)}/following", cursor, cancel);
}
