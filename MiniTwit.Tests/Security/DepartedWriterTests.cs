using System.Net;
using System.Text;
using System.Text.Json;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

/// <summary>Clients that go away while something is stored, which is then refused: nobody is left to be told, and so it is no error.</summary>
public sealed class DepartedWriterTests(StackFixture stack) : IDisposable
{
    private const string Waiting = "FROM pg_locks WHERE NOT granted AND relation = 'users'::regclass";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minitwit-departed-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(Leaving.Close)]
    [InlineData(Leaving.Reset)]
    public async Task They_are_one_line_and_no_error(Leaving how)
    {
        var ct = TestContext.Current.CancellationToken;
        var (one, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        (string Method, string Path, string Authorization, object Body)[] requests =
        [
            (
                "POST",
                "/register",
                "Basic none",
                new
                {
                    username = Person.NewName(),
                    email = "a@b",
                    pwd = "p",
                }
            ),
            (
                "POST",
                "/api/v1/users",
                "",
                new
                {
                    username = Person.NewName(),
                    email = "a@b",
                    password = "p",
                }
            ),
            ("POST", "/api/v1/sessions", "", new { username = one.Name, password = one.Password }),
            ("PUT", "/api/v1/me/password", one.Bearer, new { currentPassword = one.Password, newPassword = "another" }),
            ("DELETE", "/api/v1/me", other.Bearer, new { password = other.Password }),
        ];
        await using var api = await PatientApi.StartAsync(stack, ("Logs__Directory", _folder.FullName));
        // Signing in stores the quick hash of a quick registration at full strength; what follows is to open a session and no more.
        var signedIn = await new Api(api.Address).PostAsync("/api/v1/sessions", new { username = one.Name, password = one.Password });
        Assert.Equal(HttpStatusCode.Created, signedIn.Status);
        // Nobody else waits for this table: what is done in the background finds nothing to do.
        await stack.Database.ChangeAsync("UPDATE users SET password_is_interim = false WHERE password_is_interim");
        await using var connection = await stack.Database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "LOCK TABLE users IN EXCLUSIVE MODE";
        await command.ExecuteNonQueryAsync(ct);

        var traces = new List<string>();
        foreach (var (method, path, authorization, body) in requests)
        {
            traces.Add(Guid.NewGuid().ToString("N"));
            var json = JsonSerializer.Serialize(body);
            string[] headers =
            [
                "Content-Type: application/json",
                $"Content-Length: {Encoding.UTF8.GetByteCount(json)}",
                $"traceparent: 00-{traces[^1]}-00f067aa0ba902b7-01",
                .. authorization == "" ? [] : new[] { $"Authorization: {authorization}" },
            ];
            using var request = await RawRequest.SendAsync(api.Address, method, path, headers, json);
            await WaitUntilWaitingAsync(traces.Count, new(api.Address));
            await request.LeaveAsync(how);
        }

        // Time for the API to notice.
        await Task.Delay(TimeSpan.FromSeconds(1), ct);
        Assert.Equal(requests.Length, await stack.Database.ValueAsync<long>($"SELECT count(pg_cancel_backend(pid)) {Waiting}"));

        var logs = new LogFolder(_folder.FullName);
        foreach (var trace in traces)
        {
            await logs.WaitForAsync($"\"{trace}\"");
            var line = Assert.Single(logs.Lines(), line => line.Contains(trace, StringComparison.Ordinal));
            Assert.Contains("\"log\":{\"level\":\"info\"", line, StringComparison.Ordinal);
            Assert.Equal(499, JsonElement.Parse(line).GetProperty("http").GetProperty("response").GetProperty("status_code").GetInt32());
        }
    }

    private async Task WaitUntilWaitingAsync(int count, Api api)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        while (await stack.Database.ValueAsync<long>($"SELECT count(*) {Waiting}") < count)
        {
            // An answer now and then, or the API takes the database for dead and begins nothing.
            await api.GetAsync("/latest");
            await Task.Delay(50, timeout.Token);
        }
    }
}
