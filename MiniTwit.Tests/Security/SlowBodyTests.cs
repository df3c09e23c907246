using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

/// <summary>Clients whose body takes nearly as long as a whole request may: it is they who are told that they are late.</summary>
public sealed class SlowBodyTests(StackFixture stack)
{
    private const string Json = "Content-Type: application/json";

    // A moment before the request's deadline, with no time left for the work.
    private static readonly TimeSpan Nearly = TimeSpan.FromSeconds(4.4);

    [Fact]
    public async Task They_hear_408_and_are_no_error()
    {
        var person = await Person.JoinAsync(stack);
        string simulator = "Authorization: " + Api.SimulatorCredential,
            bearer = "Authorization: " + person.Bearer;
        (string Method, string Path, string[] Headers)[] requests =
        [
            ("POST", "/register?latest=1", [Json]),
            ("POST", $"/msgs/{person.Segment}", [simulator, Json]),
            ("POST", "/api/v1/users", [Json]),
            ("POST", "/api/v1/sessions", [Json]),
            ("POST", "/api/v1/messages", [bearer, Json]),
            ("PUT", "/api/v1/me/password", [bearer, Json]),
            ("DELETE", "/api/v1/me", [bearer, Json]),
        ];
        var traces = requests.Select(_ => Guid.NewGuid().ToString("N")).ToList();

        var answers = await Task.WhenAll(
            requests.Zip(
                traces,
                (request, trace) =>
                    AnswerAsync(request.Method, request.Path, [.. request.Headers, $"traceparent: 00-{trace}-00f067aa0ba902b7-01"])
            )
        );

        Assert.All(answers, answer => Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal));
        var logs = new LogFolder(Path.Combine(stack.DataDirectory, "logs"));
        foreach (var trace in traces)
        {
            await logs.WaitForAsync($"\"{trace}\"");
            var line = Assert.Single(logs.Lines(), line => line.Contains(trace, StringComparison.Ordinal));
            Assert.Contains("\"log\":{\"level\":\"info\"", line, StringComparison.Ordinal);
        }
    }

    private async Task<string> AnswerAsync(string method, string path, string[] headers)
    {
        using var request = await RawRequest.WithUnfinishedBodyAsync(stack.Api, method, path, headers);
        await Task.Delay(Nearly, TestContext.Current.CancellationToken);
        await request.FinishAsync(
            "\",\"email\":\"a@b\",\"pwd\":\"p\",\"password\":\"p\",\"content\":\"c\",\"text\":\"t\",\"currentPassword\":\"p\",\"newPassword\":\"p\"}"
        );
        return await request.ReadAsync(untilClosed: false);
    }
}
