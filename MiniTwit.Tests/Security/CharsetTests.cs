using System.Net;
using System.Text;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

/// <summary>JSON is UTF-8, whatever way the content type says so.</summary>
public sealed class CharsetTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    public static TheoryData<string, string> Utf8Routes =>
        new MatrixTheoryData<string, string>(
            [
                "POST /api/v1/users",
                "POST /api/v1/sessions",
                "POST /api/v1/messages",
                "PUT /api/v1/me/password",
                "DELETE /api/v1/me",
                "POST /register",
            ],
            [
                "charset=utf-8",
                "charset=UTF-8",
                "charset=\"utf-8\"",
                "charset=us-ascii",
                "charset=\"US-ASCII\"",
                "charset",
                "profile=x; charset=\"utf-8\"",
            ]
        );

    public static TheoryData<string, string> OtherRoutes =>
        new MatrixTheoryData<string, string>(
            ["POST /api/v1/users", "POST /api/v1/sessions", "POST /api/v1/messages", "PUT /api/v1/me/password", "DELETE /api/v1/me"],
            [
                "charset=nonsense",
                "charset=\"nonsense\"",
                "charset=\"\"",
                "charset='utf-8'",
                "charset=utf-7",
                "charset=utf-16",
                "charset=iso-8859-1",
            ]
        );

    /// <summary>All are refused for what the body says, so it was read.</summary>
    [Theory]
    [MemberData(nameof(Utf8Routes))]
    public async Task Utf8_is_read_quoted_or_not(string route, string parameter)
    {
        var reply = await SendAsync(
            route,
            parameter,
            "{\"username\":\"\",\"text\":\"\",\"password\":\"wrong\",\"newPassword\":\"\"}"u8.ToArray()
        );

        Assert.True(reply.Status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, reply.ToString());
        Assert.DoesNotContain("malformed", reply.Body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OtherRoutes))]
    public async Task Another_charset_is_not_supported(string route, string parameter)
    {
        var reply = await SendAsync(route, parameter, "{}"u8.ToArray());

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "Send the body as application/json, in UTF-8."), (reply.Status, reply.Detail));
    }

    [Fact]
    public async Task JSON_in_the_charset_that_it_names_is_not_read_either_where_that_is_UTF16()
    {
        var reply = await SendAsync(
            "POST /api/v1/sessions",
            "charset=utf-16",
            Encoding.Unicode.GetBytes("{\"username\":\"a\",\"password\":\"b\"}")
        );

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, reply.Status);
    }

    [Theory]
    [InlineData("charset=\"utf-8\"")]
    [InlineData("charset=nonsense")]
    public async Task To_the_simulators_routes_it_is_all_the_same(string parameter)
    {
        var name = Person.NewName();

        var reply = await SendAsync(
            "POST /register",
            parameter,
            Encoding.UTF8.GetBytes($$"""{"username":"{{name}}","email":"a@b","pwd":"p"}""")
        );

        Assert.Equal(HttpStatusCode.NoContent, reply.Status);
    }

    [Theory]
    [InlineData("charset=\"utf-8\"", HttpStatusCode.BadRequest)]
    [InlineData("charset=nonsense", HttpStatusCode.UnsupportedMediaType)]
    public async Task On_the_management_port_it_is_the_same(string parameter, HttpStatusCode status)
    {
        using var content = Content(parameter, "{}"u8.ToArray());

        var reply = await new Api(stack.Management(ResourceNames.Api)).SendAsync(
            "PUT",
            "/internal/data-protection-keys/x",
            content,
            "Bearer " + await stack.InternalKeyAsync()
        );

        Assert.Equal(status, reply.Status);
    }

    private async Task<Reply> SendAsync(string route, string parameter, byte[] body)
    {
        var person = await Person.JoinAsync(stack);
        using var content = Content(parameter, body);
        var parts = route.Split(' ');
        return await _api.SendAsync(parts[0], parts[1], content, person.Bearer);
    }

    private static ByteArrayContent Content(string parameter, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json; " + parameter);
        return content;
    }
}
