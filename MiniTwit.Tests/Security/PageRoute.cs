namespace MiniTwit.Tests.Security;

/// <summary>
/// A route of the pages on what is Alice's, and how it answers nobody, Alice, Bob and an administrator. Braces in the form stand for what
/// <see cref="PagesWorld"/> says.
/// </summary>
internal sealed record PageRoute(string Route, int Nobody, int Alice, int Bob, int Administrator, string Form = "", string? Path = null)
{
    /// <summary>A new route has to get a row here: who may ask for it is a decision.</summary>
    public static IReadOnlyList<PageRoute> All { get; } =
    [
        // For anybody.
        Alike("GET /public", 200),
        Alike("GET /{username}", 200),
        Alike("GET /{username}/followers", 200),
        Alike("GET /{username}/following", 200),
        Alike("GET /{username}/status/{id:long}", 200),
        Alike("GET /status/{id:long}", 302),
        Alike("GET /messages/tagged/{tag}", 200),
        Alike("GET /public/feed.atom", 200),
        Alike("GET /messages/tagged/{tag}/feed.atom", 200),
        Alike("GET /{username}/feed.atom", 200),
        Alike("GET /timelines/public/live", 200),
        Alike("GET /search", 200),
        Alike("GET /search/names", 200),
        Alike("GET /avatars/{file}", 200),
        Alike("GET /about", 200),
        Alike("GET /privacy", 200),
        Alike("GET /terms", 200),
        Alike("POST /settings/language", 302, "language=en"),
        // Ways in and out.
        new("GET /register", 200, 302, 302, 302),
        Alike("POST /register", 200, "username={alice}&email=a@b&password=x&password2=x"),
        new("GET /login", 200, 302, 302, 302),
        Alike("POST /login", 200, "username={alice}&password=wrong"),
        Alike("GET /login/forgotten", 200),
        Alike("POST /login/forgotten", 200, "user="),
        Alike("GET /login/reset", 200, path: "/login/reset?token=x"),
        Alike("POST /login/reset", 200, "token=x&password=a new password&password2=a new password"),
        Alike("ANY /logout", 302),
        // For those with a session, each with what is theirs.
        new("GET /", 302, 200, 200, 200),
        SignedIn("GET /messages/mentions", 200),
        SignedIn("GET /timelines/home/live", 200),
        SignedIn("GET /add_message", 302),
        SignedIn("POST /add_message", 302, "text=hello"),
        new("ANY /{username}/follow", 401, 400, 302, 302),
        SignedIn("ANY /{username}/unfollow", 302),
        new("POST /{username}/block", 401, 400, 302, 302),
        SignedIn("POST /{username}/unblock", 302),
        new("POST /{username}/mute", 401, 400, 302, 302),
        SignedIn("POST /{username}/unmute", 302),
        SignedIn("GET /{username}/status/{id:long}/report", 200),
        new("POST /{username}/status/{id:long}/report", 401, 400, 302, 302, "reason=spam"),
        SignedIn("GET /settings", 200),
        SignedIn("POST /settings/profile", 302, "displayName=A name&bio=a bio"),
        SignedIn("POST /settings/avatar", 302, "choice=1"),
        SignedIn("POST /settings/email", 302, "current=correct horse&email=new@example.org"),
        SignedIn("POST /settings/password", 302, "current=correct horse&password=a new password&password2=a new password"),
        SignedIn("POST /settings/sessions", 302),
        SignedIn("POST /settings/export", 200),
        SignedIn("POST /settings/delete", 302, "password=correct horse"),
        // Alice's alone.
        new("POST /settings/session", 401, 302, 400, 400, "id={session}"),
        new("POST /{username}/status/{id:long}/delete", 401, 302, 403, 403),
        // Anybody else is told what Alice would be if she came too late: that there is nothing to bring back.
        SignedIn("POST /{username}/status/{id:long}/restore", 302, path: "/{alice}/status/{deleted}/restore"),
        // Administrators'.
        new("GET /admin", 401, 403, 403, 200),
        new("GET /admin/log", 401, 403, 403, 200),
        new("POST /admin/act", 401, 403, 403, 302, "act=dismiss&id={message}"),
        // Nobody's: the error page is shown under other addresses, and the rest is on the management port.
        Alike("GET /error", 404),
        Alike("ANY /health/live", 404),
        Alike("ANY /health/ready", 404),
        Alike("ANY /metrics", 404),
    ];

    private static PageRoute Alike(string route, int status, string form = "", string? path = null) =>
        new(route, status, status, status, status, form, path);

    private static PageRoute SignedIn(string route, int status, string form = "", string? path = null) =>
        new(route, 401, status, status, status, form, path);

    public int Expected(string who) =>
        who switch
        {
            "Alice" => Alice,
            "Bob" => Bob,
            "an administrator" => Administrator,
            _ => Nobody,
        };

    /// <summary>A request for it; those that take all methods are asked as clients do that change something.</summary>
    public HttpRequestMessage Request(PagesWorld world)
    {
        var method = Route.Split(' ')[0] is "GET" ? HttpMethod.Get : HttpMethod.Post;
        return new(method, new Uri(world.Fill(Path ?? Route.Split(' ')[1], Uri.EscapeDataString), UriKind.Relative))
        {
            Content =
                method == HttpMethod.Get
                    ? null
                    : new FormUrlEncodedContent(
                        Form.Split('&', StringSplitOptions.RemoveEmptyEntries)
                            .Select(field => field.Split('='))
                            .Select(field => KeyValuePair.Create(field[0], world.Fill(field[1], text => text)))
                    ),
        };
    }
}
