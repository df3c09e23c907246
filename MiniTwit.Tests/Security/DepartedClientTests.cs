using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

/// <summary>Clients that go away before they have their answer: nothing that wakes anybody up.</summary>
public sealed class DepartedClientTests(StackFixture stack)
{
    private const string Json = "Content-Type: application/json",
        Form = "Content-Type: application/x-www-form-urlencoded";
    private const string Multipart = "Content-Type: multipart/form-data; boundary=x";
    private static readonly string[] Complaints =
    [
        "\"log\":{\"level\":\"warn\"",
        "\"log\":{\"level\":\"error\"",
        "\"log\":{\"level\":\"fatal\"",
    ];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly LogFolder _logs = new(Path.Combine(stack.DataDirectory, "logs"));

    [Theory]
    [InlineData(Leaving.HalfClose)]
    [InlineData(Leaving.Close)]
    [InlineData(Leaving.Reset)]
    public async Task In_mid_body_they_are_one_line_and_no_error(Leaving how)
    {
        var person = await Person.JoinAsync(stack);
        string simulator = "Authorization: " + Api.SimulatorCredential,
            bearer = "Authorization: " + person.Bearer;
        (Uri Service, string Method, string Path, string[] Headers)[] requests =
        [
            (stack.Api, "POST", "/register", [Json]),
            (stack.Api, "POST", $"/msgs/{person.Segment}", [simulator]),
            (stack.Api, "POST", $"/fllws/{person.Segment}", [simulator, Json]),
            (stack.Api, "POST", "/api/v1/users", [Json]),
            (stack.Api, "POST", "/api/v1/sessions", [Json]),
            (stack.Api, "POST", "/api/v1/messages", [bearer, Json]),
            (stack.Api, "PUT", "/api/v1/me/password", [bearer, Json]),
            (stack.Api, "DELETE", "/api/v1/me", [bearer, Json]),
            .. new[] { "/login", "/register", "/add_message", "/logout", $"/{person.Segment}/follow", "/settings/delete" }.SelectMany(
                path => new[] { (stack.Web, "POST", path, new[] { Form }), (stack.Web, "POST", path, [Multipart]) }
            ),
        ];

        await AreNoErrorsAsync(
            requests.Length,
            async traces =>
            {
                foreach (var ((service, method, path, headers), trace) in requests.Zip(traces))
                {
                    using var request = await RawRequest.WithUnfinishedBodyAsync(service, method, path, [.. headers, Traced(trace)]);
                    await request.LeaveAsync(how);
                }
            }
        );
    }

    [Theory]
    [InlineData(Leaving.HalfClose)]
    [InlineData(Leaving.Reset)]
    public async Task While_the_database_is_asked_they_are_one_line_and_no_error(Leaving how)
    {
        var person = await Person.JoinAsync(stack);
        string simulator = "Authorization: " + Api.SimulatorCredential,
            bearer = "Authorization: " + person.Bearer;
        (Uri Service, string Method, string Path, string[] Headers, string Body)[] requests =
        [
            (stack.Api, "GET", "/msgs", [simulator], ""),
            (stack.Api, "POST", $"/msgs/{person.Segment}", [simulator, "Content-Length: 15"], "{\"content\":\"x\"}"),
            (stack.Api, "GET", "/api/v1/timelines/public", [], ""),
            (stack.Api, "GET", "/api/v1/timelines/home", [bearer], ""),
            (stack.Web, "GET", $"/{person.Segment}", [], ""),
        ];
        await using var connection = await stack.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "LOCK TABLE messages IN ACCESS EXCLUSIVE MODE";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await AreNoErrorsAsync(
            requests.Length,
            async traces =>
            {
                foreach (var ((service, method, path, headers, body), trace) in requests.Zip(traces))
                {
                    using var request = await RawRequest.SendAsync(service, method, path, [.. headers, Traced(trace)], body);
                    await UntilAsync(async () => await WaitingAsync() > 0, "Nobody waits for the database.");
                    await request.LeaveAsync(how);
                    await UntilAsync(async () => await WaitingAsync() == 0, "Somebody still waits for the database.");
                }
            }
        );
    }

    private Task<long> WaitingAsync() =>
        stack.Database.ValueAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'messages'::regclass");

    private async Task AreNoErrorsAsync(int count, Func<IReadOnlyList<string>, Task> leaveAsync)
    {
        var traces = Enumerable.Range(0, count).Select(_ => Guid.NewGuid().ToString("N")).ToList();
        var linesBefore = _logs.Lines().ToHashSet();
        var errorsBefore = await AnswersAsync("5..");
        var departedBefore = await AnswersAsync("499");

        await leaveAsync(traces);

        foreach (var trace in traces)
        {
            await _logs.WaitForAsync($"\"{trace}\"");
        }

        await UntilAsync(async () => await AnswersAsync("499") >= departedBefore + count, "They are not counted as departed.");
        Assert.Equal(errorsBefore, await AnswersAsync("5.."));
        var lines = _logs.Lines().Where(line => !linesBefore.Contains(line)).ToList();
        var complaints = lines.Where(line => Complaints.Any(level => line.Contains(level, StringComparison.Ordinal)));
        Assert.Equal("", string.Join('\n', complaints));
        Assert.All(
            traces,
            trace =>
                Assert.All(lines.Where(line => line.Contains(trace, StringComparison.Ordinal)), line => Assert.Equal(499, Status(line)))
        );
    }

    /// <summary>How many requests both apps count with such a status, as the alerts read it.</summary>
    private async Task<double> AnswersAsync(string status)
    {
        var sum = 0.0;
        foreach (var app in new[] { ResourceNames.Api, ResourceNames.Web })
        {
            var metrics = await new Api(stack.Management(app)).GetAsync("/metrics");
            sum += metrics
                .Body.Split('\n')
                .Where(line => Regex.IsMatch(line, $"^http_server_request_duration_seconds_count.*http_response_status_code=\"{status}\""))
                .Where(line => !line.Contains("http_route=\"/health", StringComparison.Ordinal))
                .Sum(line => double.Parse(line.Split("} ")[1].Split(' ')[0], CultureInfo.InvariantCulture));
        }

        return sum;
    }

    private static async Task UntilAsync(Func<Task<bool>> happened, string otherwise)
    {
        var end = DateTime.UtcNow + Patience;
        while (!await happened())
        {
            Assert.True(DateTime.UtcNow < end, otherwise);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static string Traced(string trace) => $"traceparent: 00-{trace}-00f067aa0ba902b7-01";

    private static int Status(string line) =>
        JsonElement.Parse(line).GetProperty("http").GetProperty("response").GetProperty("status_code").GetInt32();
}
