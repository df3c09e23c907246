using Aspire.Hosting.Testing;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

public sealed class SecurityHeadersTests(StackFixture stack)
{
    private static readonly Dictionary<string, string?> Expected = new()
    {
        ["Content-Security-Policy"] =
            "default-src 'none'; style-src 'self'; img-src 'self' data:; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ["X-Content-Type-Options"] = "nosniff",
        ["Referrer-Policy"] = "strict-origin-when-cross-origin",
        ["Cross-Origin-Opener-Policy"] = "same-origin",
        ["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()",
    };

    [Theory]
    [InlineData(ResourceNames.Api, "GET", "/latest", 200)]
    [InlineData(ResourceNames.Api, "GET", "/msgs", 403)]
    [InlineData(ResourceNames.Api, "POST", "/register", 400)]
    [InlineData(ResourceNames.Api, "GET", "/api/v1/timelines/public", 200)]
    [InlineData(ResourceNames.Api, "GET", "/api/v1/timelines/public?limit=0", 400)]
    [InlineData(ResourceNames.Api, "GET", "/api/v1/me", 401)]
    [InlineData(ResourceNames.Api, "GET", "/api/v1/users/Nobody%20At%20All", 404)]
    [InlineData(ResourceNames.Api, "GET", "/nothing/here", 404)]
    [InlineData(ResourceNames.Api, "DELETE", "/latest", 405)]
    [InlineData(ResourceNames.Api, "GET", "/metrics", 404)]
    [InlineData(ResourceNames.Web, "GET", "/public", 200)]
    [InlineData(ResourceNames.Web, "GET", "/login", 200)]
    [InlineData(ResourceNames.Web, "GET", "/", 302)]
    [InlineData(ResourceNames.Web, "GET", "/Nobody%20At%20All", 404)]
    [InlineData(ResourceNames.Web, "POST", "/add_message", 401)]
    [InlineData(ResourceNames.Web, "GET", "/css/site.css", 200)]
    public async Task Every_answer_forbids_what_it_never_needs(string app, string method, string path, int status)
    {
        var reply = await new Api(stack.App.GetEndpoint(app, "http")).SendAsync(method, path);

        Assert.Equal(status, (int)reply.Status);
        var isPage = reply.ContentType == "text/html";
        var expected = new Dictionary<string, string?>(Expected);
        expected["Content-Security-Policy"] += isPage ? "; script-src 'self'; connect-src 'self'" : "";
        Assert.Equal((app == ResourceNames.Web && status != 302 && !path.StartsWith("/css", StringComparison.Ordinal)), isPage);
        Assert.Equal(expected, Expected.Keys.ToDictionary(name => name, name => reply.Header(name)));
        Assert.Null(reply.Header("Server"));
        Assert.Null(reply.Header("X-Powered-By"));
    }
}
