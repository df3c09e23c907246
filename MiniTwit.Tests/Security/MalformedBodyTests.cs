using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

public sealed class MalformedBodyTests(StackFixture stack)
{
    private static readonly Dictionary<string, (string Method, string Path)> Routes = new()
    {
        ["simulator register"] = ("POST", "/register"),
        ["simulator message"] = ("POST", "/msgs/{0}"),
        ["simulator follow"] = ("POST", "/fllws/{0}"),
        ["register"] = ("POST", "/api/v1/users"),
        ["sign in"] = ("POST", "/api/v1/sessions"),
        ["message"] = ("POST", "/api/v1/messages"),
        ["ask for a link"] = ("POST", "/api/v1/password-resets"),
        ["use a link"] = ("POST", "/api/v1/password-resets/used"),
        ["password"] = ("PUT", "/api/v1/me/password"),
        ["email"] = ("PUT", "/api/v1/me/email"),
        ["profile"] = ("PUT", "/api/v1/me/profile"),
        ["avatar"] = ("PUT", "/api/v1/me/avatar"),
        ["report"] = ("POST", "/api/v1/messages/1/reports"),
        ["delete account"] = ("DELETE", "/api/v1/me"),
    };

    private static readonly (string Route, string Template)[] Fields =
    [
        ("simulator register", """{"username":§,"email":"a@b","pwd":"p"}"""),
        ("simulator register", """{"username":"Never Stored","email":§,"pwd":"p"}"""),
        ("simulator register", """{"username":"Never Stored","email":"a@b","pwd":§}"""),
        ("simulator message", """{"content":§}"""),
        ("simulator follow", """{"follow":§}"""),
        ("simulator follow", """{"unfollow":§}"""),
        ("register", """{"username":§,"email":"a@b","password":"p"}"""),
        ("register", """{"username":"Never Stored","email":§,"password":"p"}"""),
        ("register", """{"username":"Never Stored","email":"a@b","password":§}"""),
        ("sign in", """{"username":§,"password":"p"}"""),
        ("sign in", """{"username":"Somebody","password":§}"""),
        ("message", """{"text":§}"""),
        ("ask for a link", """{"user":§}"""),
        ("use a link", """{"token":§,"password":"p"}"""),
        ("use a link", """{"token":"x","password":§}"""),
        ("password", """{"currentPassword":§,"newPassword":"p"}"""),
        ("password", """{"currentPassword":"correct horse","newPassword":§}"""),
        ("email", """{"currentPassword":§,"email":"a@b"}"""),
        ("email", """{"currentPassword":"correct horse","email":§}"""),
        ("profile", """{"displayName":§}"""),
        ("profile", """{"bio":§}"""),
        ("report", """{"reason":§}"""),
        ("report", """{"reason":"spam","comment":§}"""),
        ("delete account", """{"password":§}"""),
    ];

    private readonly Api _api = new(stack.Api);

    public static TheoryData<string, string> Wholes => new MatrixTheoryData<string, string>(Routes.Keys, JsonBody.Wholes.Keys);

    public static TheoryData<int, string> Values =>
        new MatrixTheoryData<int, string>(Enumerable.Range(0, Fields.Length), JsonBody.Values.Keys);

    [Theory]
    [MemberData(nameof(Wholes))]
    public Task A_body_that_is_no_JSON_object_is_refused(string route, string body) =>
        RefusesAsync(route, JsonBody.Wholes[body], body.StartsWith("a megabyte", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Values))]
    public Task A_field_that_is_no_text_is_refused(int field, string value) =>
        RefusesAsync(Fields[field].Route, JsonBody.With(Fields[field].Template, JsonBody.Values[value]), tooLarge: false);

    [Theory]
    [InlineData("register")]
    [InlineData("sign in")]
    [InlineData("message")]
    [InlineData("ask for a link")]
    [InlineData("use a link")]
    [InlineData("password")]
    [InlineData("email")]
    [InlineData("profile")]
    [InlineData("avatar")]
    [InlineData("report")]
    [InlineData("delete account")]
    public async Task The_public_API_wants_JSON(string route)
    {
        using var content = new StringContent("text=hello", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");

        var reply = await SendAsync(route, content);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "Send the body as application/json, in UTF-8."), (reply.Status, reply.Detail));
    }

    private async Task RefusesAsync(string route, byte[] body, bool tooLarge)
    {
        var before = await Rows.CountAsync(stack.Database);

        var reply = await SendAsync(route, body);

        // Two rows more: the sender's own account and session.
        Assert.Equal(before with { Users = before.Users + 1, Sessions = before.Sessions + 1 }, await Rows.CountAsync(stack.Database));
        if (route.StartsWith("simulator", StringComparison.Ordinal))
        {
            var error = tooLarge ? "The request is too large." : "The request is malformed.";
            Assert.Equal((400, $$"""{"status":400,"error_msg":"{{error}}"}"""), ((int)reply.Status, reply.Body));
        }
        else
        {
            var expected = tooLarge ? (413, "The request is too large.") : (400, "The request is malformed.");
            Assert.Equal(expected, ((int)reply.Status, reply.Detail));
            Assert.Equal("application/problem+json", reply.ContentType);
        }
    }

    private async Task<Reply> SendAsync(string route, object body)
    {
        var person = await Person.JoinAsync(stack);
        var (method, path) = Routes[route];
        var authorization = route switch
        {
            "register" or "sign in" => null,
            _ when route.StartsWith("simulator", StringComparison.Ordinal) => Api.SimulatorCredential,
            _ => person.Bearer,
        };
        return await _api.SendAsync(method, path.Replace("{0}", person.Segment, StringComparison.Ordinal), body, authorization);
    }
}
