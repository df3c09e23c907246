using System.Net;
using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

/// <summary>The OpenAPI document names the refusals that come before a handler.</summary>
public sealed class DocumentedFailuresTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task Of_every_route_that_reads_a_body()
    {
        foreach (var (path, operation) in await OperationsAsync())
        {
            var isSimulators = !path.StartsWith("/api/", StringComparison.Ordinal);
            string[] expected =
                !operation.TryGetProperty("requestBody", out _) ? []
                : isSimulators ? ["408"]
                : ["408", "413", "415"];
            var responses = operation.GetProperty("responses");
            Assert.Equal((path, string.Join(' ', expected)), (path, string.Join(' ', Names(responses).Intersect(["408", "413", "415"]))));
            Assert.All(
                expected,
                status =>
                    Assert.Equal(
                        responses.GetProperty("503").GetProperty("content").GetRawText(),
                        responses.GetProperty(status).GetProperty("content").GetRawText()
                    )
            );
        }
    }

    [Fact]
    public async Task And_when_to_try_again()
    {
        var later = (await OperationsAsync())
            .SelectMany(row => row.Operation.GetProperty("responses").EnumerateObject())
            .Where(response => response.Name is "429" or "503")
            .ToList();

        Assert.Equal(["429", "503"], later.Select(response => response.Name).Distinct().Order());
        Assert.All(later, response => Assert.True(response.Value.GetProperty("headers").TryGetProperty("Retry-After", out _)));
    }

    [Theory]
    [InlineData("/api/v1/messages", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("/register", HttpStatusCode.BadRequest)]
    public async Task A_body_that_is_too_long_is_answered_as_it_says(string path, HttpStatusCode status)
    {
        var person = await Person.JoinAsync(stack);
        using var content = new StringContent(new string(' ', 70_000), System.Text.Encoding.UTF8, "application/json");

        Assert.Equal(status, (await _api.SendAsync("POST", path, content, person.Bearer)).Status);
    }

    private async Task<List<(string Path, JsonElement Operation)>> OperationsAsync() =>
        [
            .. (await _api.GetAsync("/openapi/v1.json"))
                .Json.GetProperty("paths")
                .EnumerateObject()
                .SelectMany(path => path.Value.EnumerateObject(), (path, operation) => (path.Name, operation.Value)),
        ];

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
}
