using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

/// <summary>
/// An operation of the OpenAPI document on what is Alice's, and how it answers nobody, Alice herself, Bob, and an administrator where that
/// is somebody else.
/// </summary>
internal sealed record Operation(
    string Id,
    string Method,
    string Path,
    int Anonymous,
    int Alice,
    int Bob,
    object? Body = null,
    int? Administrator = null
)
{
    private static readonly object Credentials = new { username = "{alice}", password = "wrong" };

    /// <summary>A new operation has to get a row here: who may do it is a decision.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("SimulatorLatest", "GET", "/latest", 200, 200, 200),
        new(
            "SimulatorRegister",
            "POST",
            "/register",
            400,
            400,
            400,
            new
            {
                username = "{alice}",
                email = "a@b",
                pwd = "p",
            }
        ),
        new("SimulatorMessages", "GET", "/msgs", 403, 403, 403),
        new("SimulatorMessagesOfUser", "GET", "/msgs/{alice}", 403, 403, 403),
        new("SimulatorPost", "POST", "/msgs/{alice}", 403, 403, 403, new { content = "x" }),
        new("SimulatorFollows", "GET", "/fllws/{alice}", 403, 403, 403),
        new("SimulatorFollow", "POST", "/fllws/{alice}", 403, 403, 403, new { follow = "{bob}" }),
        new(
            "Register",
            "POST",
            "/api/v1/users",
            409,
            409,
            409,
            new
            {
                username = "{alice}",
                email = "a@b",
                password = "p",
            }
        ),
        new("GetProfile", "GET", "/api/v1/users/{alice}", 200, 200, 200),
        new("CreateSession", "POST", "/api/v1/sessions", 401, 401, 401, Credentials),
        new("DeleteCurrentSession", "DELETE", "/api/v1/sessions/current", 401, 204, 204),
        new("RequestPasswordReset", "POST", "/api/v1/password-resets", 202, 202, 202, new { user = "{alice}" }),
        new("UsePasswordReset", "POST", "/api/v1/password-resets/used", 400, 400, 400, new { token = "{alice}", password = "p" }),
        new("GetMe", "GET", "/api/v1/me", 401, 200, 200),
        new("GetExport", "GET", "/api/v1/me/export", 401, 200, 200),
        new("DeleteMe", "DELETE", "/api/v1/me", 401, 204, 204, new { password = "correct horse" }),
        new("ChangePassword", "PUT", "/api/v1/me/password", 401, 204, 204, new { currentPassword = "correct horse", newPassword = "new" }),
        new("ChangeEmail", "PUT", "/api/v1/me/email", 401, 204, 204, new { currentPassword = "correct horse", email = "new@example.org" }),
        new("ChangeProfile", "PUT", "/api/v1/me/profile", 401, 204, 204, new { displayName = "A name", bio = "a bio" }),
        new("GetAvatars", "GET", "/api/v1/me/avatars", 401, 200, 200),
        new("ChooseAvatar", "PUT", "/api/v1/me/avatar", 401, 204, 204, new { choice = 1 }),
        new("GetSessions", "GET", "/api/v1/me/sessions", 401, 200, 200),
        new("DeleteOtherSessions", "DELETE", "/api/v1/me/sessions", 401, 204, 204),
        new("DeleteSession", "DELETE", "/api/v1/me/sessions/{session}", 401, 204, 404),
        new("CreateMessage", "POST", "/api/v1/messages", 401, 201, 201, new { text = "hello" }),
        new("GetMessage", "GET", "/api/v1/messages/{message}", 200, 200, 200),
        new("GetConversation", "GET", "/api/v1/messages/{message}/conversation", 200, 200, 200),
        new("DeleteMessage", "DELETE", "/api/v1/messages/{message}", 401, 204, 403),
        new("RestoreMessage", "POST", "/api/v1/messages/{message}/restore", 401, 204, 404),
        new("ReportMessage", "POST", "/api/v1/messages/{message}/reports", 401, 400, 204, new { reason = "spam" }),
        new("GetReports", "GET", "/api/v1/moderation/reports", 401, 403, 403, Administrator: 200),
        new("GetModerationLog", "GET", "/api/v1/moderation/log", 401, 403, 403, Administrator: 200),
        new("HideMessage", "POST", "/api/v1/moderation/messages/{message}/hide", 401, 403, 403, new { note = "why" }, Administrator: 204),
        new(
            "UnhideMessage",
            "POST",
            "/api/v1/moderation/messages/{message}/unhide",
            401,
            403,
            403,
            new { note = "why" },
            Administrator: 204
        ),
        new(
            "DismissReports",
            "POST",
            "/api/v1/moderation/messages/{message}/dismiss",
            401,
            403,
            403,
            new { note = "why" },
            Administrator: 404
        ),
        new("SuspendUser", "POST", "/api/v1/moderation/users/{alice}/suspend", 401, 403, 403, new { note = "why" }, Administrator: 204),
        new("UnsuspendUser", "POST", "/api/v1/moderation/users/{alice}/unsuspend", 401, 403, 403, new { note = "why" }, Administrator: 204),
        new("GetTagged", "GET", "/api/v1/tags/{tag}/messages", 200, 200, 200),
        new("SearchMessages", "GET", "/api/v1/search/messages", 400, 400, 400),
        new("SearchUsers", "GET", "/api/v1/search/users", 400, 400, 400),
        new("GetSuggestions", "GET", "/api/v1/me/suggestions", 401, 200, 200),
        new("GetMentions", "GET", "/api/v1/me/mentions", 401, 200, 200),
        new("SeeMentions", "PUT", "/api/v1/me/mentions/seen", 401, 204, 204, new { upTo = 1 }),
        new("GetPublicTimeline", "GET", "/api/v1/timelines/public", 200, 200, 200),
        new("GetHomeTimeline", "GET", "/api/v1/timelines/home", 401, 200, 200),
        new("ListenToAll", "GET", "/api/v1/timelines/public/live?seconds=0", 200, 200, 200),
        new("ListenToFollowed", "GET", "/api/v1/timelines/home/live?seconds=0", 401, 200, 200),
        new("GetUserTimeline", "GET", "/api/v1/users/{alice}/messages", 200, 200, 200),
        new("GetUserPage", "GET", "/api/v1/users/{alice}/timeline", 200, 200, 200),
        new("GetFollowers", "GET", "/api/v1/users/{alice}/followers", 200, 200, 200),
        new("GetFollowing", "GET", "/api/v1/users/{alice}/following", 200, 200, 200),
        new("Follow", "PUT", "/api/v1/me/following/{alice}", 401, 400, 204),
        new("Unfollow", "DELETE", "/api/v1/me/following/{alice}", 401, 204, 204),
        new("GetBlocks", "GET", "/api/v1/me/blocks", 401, 200, 200),
        new("Block", "PUT", "/api/v1/me/blocks/{alice}", 401, 400, 204),
        new("Unblock", "DELETE", "/api/v1/me/blocks/{alice}", 401, 204, 204),
        new("GetMutes", "GET", "/api/v1/me/mutes", 401, 200, 200),
        new("Mute", "PUT", "/api/v1/me/mutes/{alice}", 401, 400, 204),
        new("Unmute", "DELETE", "/api/v1/me/mutes/{alice}", 401, 204, 204),
    ];

    public Task<Reply> SendAsync(Api api, World world, string? authorization) =>
        api.SendAsync(
            Method,
            Fill(Path, world, Uri.EscapeDataString),
            Body is null ? null : Fill(System.Text.Json.JsonSerializer.Serialize(Body), world, name => name),
            authorization
        );

    private static string Fill(string template, World world, Func<string, string> name) =>
        template
            .Replace("{alice}", name(world.Alice.Name), StringComparison.Ordinal)
            .Replace("{bob}", name(world.Bob.Name), StringComparison.Ordinal)
            .Replace("{tag}", "tag", StringComparison.Ordinal)
            .Replace("{message}", world.Message, StringComparison.Ordinal)
            .Replace("{session}", world.Session, StringComparison.Ordinal);
}

/// <summary>Alice with a message and a session, and Bob; they follow each other.</summary>
internal sealed record World(Person Alice, Person Bob, string Message, string Session)
{
    public static async Task<World> CreateAsync(StackFixture stack)
    {
        var (alice, bob) = (await Person.JoinAsync(stack, "Alice"), await Person.JoinAsync(stack, "Bob"));
        var message = await alice.SayAsync("Alice's");
        await alice.FollowAsync(bob);
        await bob.FollowAsync(alice);
        var sessions = (await alice.GetAsync("/api/v1/me/sessions")).Json;
        return new(
            alice,
            bob,
            message.GetProperty("id").GetRawText(),
            Assert.Single(sessions.EnumerateArray()).GetProperty("id").GetString()!
        );
    }
}
