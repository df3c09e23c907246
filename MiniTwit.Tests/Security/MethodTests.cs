using System.Net;
using System.Net.Http.Headers;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

/// <summary>Every address of the OpenAPI document, asked with methods that the document does not give it.</summary>
public sealed class MethodTests(StackFixture stack)
{
    private readonly HttpClient _http = StackFixture.CreateClient(stack.Api);

    [Fact]
    public async Task HEAD_answers_as_GET_does_without_a_body()
    {
        var world = await World.CreateAsync(stack);
        foreach (var (path, operations) in await PathsAsync(world))
        {
            if (!operations.Contains("get"))
            {
                continue;
            }

            using var get = await SendAsync(HttpMethod.Get, path, world.Alice.Bearer);
            using var head = await SendAsync(HttpMethod.Head, path, world.Alice.Bearer);

            Assert.Equal(
                (path, get.StatusCode, get.Content.Headers.ContentType),
                (path, head.StatusCode, head.Content.Headers.ContentType)
            );
            Assert.Equal(get.Headers.Contains("Link"), head.Headers.Contains("Link"));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_method_that_an_address_does_not_have_is_refused_with_those_it_has()
    {
        var world = await World.CreateAsync(stack);
        foreach (var (path, operations) in await PathsAsync(world))
        {
            var expected = operations
                .Concat(operations.Contains("get") ? ["head"] : [])
                .Select(method => method.ToUpperInvariant())
                .Order()
                .ToList();
            foreach (var method in new[] { "OPTIONS", "PATCH", "TRACE" })
            {
                using var answer = await SendAsync(new(method), path, world.Alice.Bearer);

                Assert.Equal((path, HttpStatusCode.MethodNotAllowed), (path, answer.StatusCode));
                Assert.Equal(expected, answer.Content.Headers.Allow.Order());
            }
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public async Task What_is_not_there_is_not_there_for_any_method(string method)
    {
        using var answer = await SendAsync(new(method), "/api/v1/nothing", null);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_that_takes_too_long_is_told_so()
    {
        using var simulator = await RawRequest.WithUnfinishedBodyAsync(stack.Api, "POST", "/register", "Content-Type: application/json");
        using var client = await RawRequest.WithUnfinishedBodyAsync(
            stack.Api,
            "POST",
            "/api/v1/sessions",
            "Content-Type: application/json"
        );

        var answers = await Task.WhenAll(simulator.ReadAsync(untilClosed: true), client.ReadAsync(untilClosed: true));

        Assert.All(answers, answer => Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal));
        Assert.Contains("""{"status":408,"error_msg":"The request did not arrive in time."}""", answers[0], StringComparison.Ordinal);
        Assert.Contains("\"detail\":\"The request did not arrive in time.\"", answers[1], StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<(string Path, List<string> Operations)>> PathsAsync(World world)
    {
        var document = await new Api(stack.Api).GetAsync("/openapi/v1.json");
        return
        [
            .. document
                .Json.GetProperty("paths")
                .EnumerateObject()
                .Select(path =>
                    (
                        path.Name.Replace("{username}", world.Alice.Segment, StringComparison.Ordinal)
                            .Replace("{id}", world.Message, StringComparison.Ordinal)
                            .Replace("{tag}", "tag", StringComparison.Ordinal)
                            // A stream is one to the end all the same.
                            .Replace("/live", "/live?seconds=0", StringComparison.Ordinal),
                        path.Value.EnumerateObject().Select(operation => operation.Name).ToList()
                    )
                ),
        ];
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? bearer)
    {
        using var request = new HttpRequestMessage(method, path);
        if (bearer is not null)
        {
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(bearer);
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
