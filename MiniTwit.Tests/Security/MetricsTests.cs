using System.Globalization;
using System.Net;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

public sealed class MetricsTests(StackFixture stack)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Api _api = new(stack.Api);
    private readonly Api _management = new(stack.Management(ResourceNames.Api));

    [Fact]
    public async Task What_happens_in_MiniTwit_is_counted()
    {
        var before = await ReadAsync();
        var (person, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        await person.SayAsync("public");
        await _api.SimulateAsync("POST", $"/msgs/{person.Segment}", new { content = "simulated" });
        await person.FollowAsync(other);
        await person.FollowAsync(other);
        await person.SendAsync("DELETE", $"/api/v1/me/following/{other.Segment}");
        await person.SendAsync("DELETE", $"/api/v1/me/following/{other.Segment}");
        await _api.PostAsync("/api/v1/sessions", new { username = person.Name, password = person.Password });
        await _api.PostAsync("/api/v1/sessions", new { username = person.Name, password = "wrong" });
        await _api.PostAsync("/api/v1/password-resets", new { user = person.Name });
        await stack.Mailbox.WaitForAsync(person.Email);
        await _api.GetAsync("/msgs");

        Dictionary<string, double> expected = new()
        {
            ["minitwit_messages_posted_total"] = 2,
            ["minitwit_users_registered_total"] = 2,
            ["minitwit_follows_total"] = 1,
            ["minitwit_unfollows_total"] = 1,
            ["minitwit_signins_total"] = 1,
            ["minitwit_signins_failed_total"] = 1,
            ["minitwit_mails_sent_total"] = 1,
            ["minitwit_simulator_refused_total"] = 1,
        };
        // The exporter keeps an answer for a moment; the first of a process may not name the counter yet.
        await UntilAsync(async () =>
            (await ReadAsync()).GetValueOrDefault("minitwit_simulator_refused_total")
            > before.GetValueOrDefault("minitwit_simulator_refused_total")
        );
        var after = await ReadAsync();
        Assert.Equal(expected, expected.Keys.ToDictionary(name => name, name => after[name] - before.GetValueOrDefault(name)));
    }

    [Fact]
    public async Task The_last_command_is_a_gauge()
    {
        await _api.SimulateAsync("GET", "/msgs?no=0&latest=20000101");

        await UntilAsync(async () => (await ReadAsync()).GetValueOrDefault("minitwit_simulator_latest") == 20000101);
    }

    [Fact]
    public async Task Only_what_carries_the_credential_counts_as_the_simulator_s()
    {
        var before = await ReadAsync();
        var latest = 30000000 + Random.Shared.Next(1000000);
        await _api.GetAsync($"/msgs?latest={latest}");
        await _api.PostAsync(
            $"/register?latest={latest + 1}",
            new
            {
                username = "",
                email = "",
                pwd = "",
            }
        );
        await _api.SimulateAsync("GET", $"/msgs?no=0&latest={latest + 2}");
        await _api.SimulateAsync("GET", $"/msgs?no=0&latest={latest + 2}");
        await _api.SimulateAsync("GET", "/msgs?no=0");

        // The exporter keeps an answer for a moment.
        await UntilAsync(async () =>
            (await ReadAsync())["minitwit_simulator_requests_total"] >= before["minitwit_simulator_requests_total"] + 3
        );
        var after = await ReadAsync();
        Assert.Equal(3, after["minitwit_simulator_requests_total"] - before["minitwit_simulator_requests_total"]);
        Assert.Equal(1, after["minitwit_simulator_moves_total"] - before["minitwit_simulator_moves_total"]);
    }

    [Fact]
    public async Task Prometheus_scrapes_both_apps()
    {
        var prometheus = new Api(stack.Prometheus);

        await UntilAsync(async () =>
        {
            var reply = await prometheus.GetAsync("/api/v1/query?query=up%7Bjob=~%22api%7Cweb%22%7D");
            return reply.Status == HttpStatusCode.OK
                && reply
                    .Json.GetProperty("data")
                    .GetProperty("result")
                    .EnumerateArray()
                    .Where(sample => sample.GetProperty("value")[1].GetString() == "1")
                    .Select(sample => sample.GetProperty("metric").GetProperty("job").GetString()!)
                    .Order()
                    .SequenceEqual([ResourceNames.Api, ResourceNames.Web]);
        });
    }

    private static async Task UntilAsync(Func<Task<bool>> happened)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        while (!await happened())
        {
            await Task.Delay(200, timeout.Token);
        }
    }

    // minitwit_messages_posted_total{otel_scope_name="MiniTwit"} 5 1700000000000
    private async Task<Dictionary<string, double>> ReadAsync()
    {
        var reply = await _management.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return reply
            .Body.Split('\n')
            .Where(line => line.StartsWith("minitwit_", StringComparison.Ordinal))
            .GroupBy(line => line[..line.IndexOfAny(['{', ' '])], Value)
            .ToDictionary(series => series.Key, series => series.Sum());
    }

    private static double Value(string line) =>
        double.Parse(
            line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0],
            CultureInfo.InvariantCulture
        );
}
