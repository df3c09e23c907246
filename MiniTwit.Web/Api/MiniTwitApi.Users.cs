namespace MiniTwit.Web.Api;

internal sealed partial class MiniTwitApi
{
    // Signing out goes on without an answer.
    private static readonly TimeSpan LongestSignOut = TimeSpan.FromSeconds(2);

    public Task<ApiProblem?> RegisterAsync(string? username, string? email, string? password, CancellationToken cancel) =>
        DoAsync(
            Anonymous(
                HttpMethod.Post,
                "users",
                new
                {
                    username,
                    email,
                    password,
                }
            ),
            cancel
        );

    public Task<ApiResult<NewSession>> SignInAsync(string? username, string? password, CancellationToken cancel) =>
        SendAsync<NewSession>(Anonymous(HttpMethod.Post, "sessions", new { username, password }), cancel);

    public Task<ApiProblem?> SignOutAsync(CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Delete, "sessions/current"), cancel, LongestSignOut);

    /// <summary>The problem is that of a session which has ended, if it has.</summary>
    public Task<ApiProblem?> CheckSessionAsync(CancellationToken cancel) => DoAsync(ForUser(HttpMethod.Get, "me"), cancel);

    public Task<ApiProblem?> ChangePasswordAsync(string? currentPassword, string? newPassword, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Put, "me/password", new { currentPassword, newPassword }), cancel);

    public Task<ApiProblem?> DeleteAccountAsync(string? password, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Delete, "me", new { password }), cancel);

    public Task<ApiResult<Profile>> ProfileAsync(string username, CancellationToken cancel) =>
        GetAsync<Profile>($"users/{Name(username)}", cancel);
}
