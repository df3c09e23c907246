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

    /// <summary>Asks for a link to a new password. The API does not say whether it mails one.</summary>
    public Task<ApiProblem?> RequestPasswordResetAsync(string? user, CancellationToken cancel) =>
        DoAsync(Anonymous(HttpMethod.Post, "password-resets", new { user }), cancel);

    public Task<ApiProblem?> UsePasswordResetAsync(string? token, string? password, CancellationToken cancel) =>
        DoAsync(Anonymous(HttpMethod.Post, "password-resets/used", new { token, password }), cancel);

    /// <summary>The own account. The problem is that of a session which has ended, if it has.</summary>
    public Task<ApiResult<Me>> MeAsync(CancellationToken cancel) => GetAsync<Me>("me", cancel);

    public Task<ApiProblem?> ChangeProfileAsync(string? displayName, string? bio, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Put, "me/profile", new { displayName, bio }), cancel);

    public Task<ApiResult<List<AvatarChoice>>> AvatarsAsync(CancellationToken cancel) => GetAsync<List<AvatarChoice>>("me/avatars", cancel);

    public Task<ApiProblem?> ChooseAvatarAsync(int choice, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Put, "me/avatar", new { choice }), cancel);

    public Task<ApiProblem?> ChangeEmailAsync(string? currentPassword, string? email, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Put, "me/email", new { currentPassword, email }), cancel);

    public Task<ApiResult<List<OwnSession>>> SessionsAsync(CancellationToken cancel) => GetAsync<List<OwnSession>>("me/sessions", cancel);

    public Task<ApiProblem?> EndSessionAsync(string id, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Delete, $"me/sessions/{Name(id)}"), cancel);

    public Task<ApiProblem?> EndOtherSessionsAsync(CancellationToken cancel) => DoAsync(ForUser(HttpMethod.Delete, "me/sessions"), cancel);

    public Task<ApiProblem?> ChangePasswordAsync(string? currentPassword, string? newPassword, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Put, "me/password", new { currentPassword, newPassword }), cancel);

    public Task<ApiProblem?> DeleteAccountAsync(string? password, CancellationToken cancel) =>
        DoAsync(ForUser(HttpMethod.Delete, "me", new { password }), cancel);

    /// <summary>All that the user gave, as JSON that is still coming, for the caller to dispose.</summary>
    public async Task<ApiResult<HttpResponseMessage>> ExportAsync(CancellationToken cancel)
    {
        using var request = ForUser(HttpMethod.Get, "me/export");
        // For its beginning; how long the rest takes is the reader's line's business.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(LongestRead);
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (response.IsSuccessStatusCode)
            {
                return new(response, null);
            }

            using (response)
            {
                return new(null, await ProblemAsync(response, patience.Token));
            }
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && MeansUnavailable(e))
        {
            LogUnavailable(e, request.Method, "api/v1/me/export");
            return new(null, ApiProblem.Unavailable);
        }
    }

    public Task<ApiResult<Profile>> ProfileAsync(string username, CancellationToken cancel) =>
        GetAsync<Profile>($"users/{Name(username)}", cancel);
}
