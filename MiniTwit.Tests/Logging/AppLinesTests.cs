using System.Net.Http.Json;
using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Logging;

/// <summary>What the running apps wrote: before this test, and while it provokes the kinds of lines that there are.</summary>
public sealed class AppLinesTests(StackFixture stack)
{
    private readonly LogFolder _logs = new(Path.Combine(stack.DataDirectory, "logs"));

    [Fact]
    public async Task Every_line_fits_the_index_template()
    {
        var marker = await ProvokeAsync();
        await _logs.WaitForAsync($"\"path\":\"/{marker}-api\"");
        await _logs.WaitForAsync($"\"path\":\"/{marker}-web\"");
        var mapping = new StandInMapping();

        var complaints = _logs.Lines().SelectMany(line => mapping.Complaints(line).Select(complaint => $"{complaint} in {line}")).Take(20);

        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Refusals_say_from_which_address_and_requests_say_by_whom()
    {
        var marker = await ProvokeAsync();
        await _logs.WaitForAsync($"\"path\":\"/{marker}-api\"");
        await _logs.WaitForAsync($"\"path\":\"/{marker}-web\"");
        var documents = _logs.Documents();

        foreach (var (action, service) in new[] { ("SignInRefused", "api"), ("SimulatorRequestRefused", "api") })
        {
            var refusal = documents.LastOrDefault(d => Text(d, "event.action") == action && Text(d, "service.name") == service);
            Assert.True(refusal.ValueKind == JsonValueKind.Object, $"no {action} of {service}");
            Assert.Equal("warn", Text(refusal, "log.level"));
            Assert.Equal("127.0.0.1", Text(refusal, "client.address"));
        }

        var request = documents.Last(d =>
            Text(d, "url.path") == "/api/v1/me"
            && Text(d, "service.name") == "api"
            && Text(d, "http.request.method") == "GET"
            && Text(d, "user.id") is not null
        );
        Assert.Matches("^[0-9]+$", Text(request, "user.id"));
        Assert.Matches("^[0-9a-f]{32}$", Text(request, "trace.id"));
        Assert.Equal("/api/v1/me/", Text(request, "http.route"));
        Assert.Equal(200, request.GetProperty("http").GetProperty("response").GetProperty("status_code").GetInt32());
        Assert.True(request.GetProperty("event").GetProperty("duration").GetInt64() > 0);
        Assert.DoesNotContain(
            documents,
            d =>
                Text(d, "http.request.method") is not null
                && Text(d, "url.path") is { } path
                && (path.StartsWith("/metrics", StringComparison.Ordinal) || path.StartsWith("/health", StringComparison.Ordinal))
        );
        Assert.Single(documents, d => Text(d, "url.path") == $"/{marker}-api");
    }

    /// <summary>One trace from the page through the API: both apps' lines carry its id.</summary>
    [Fact]
    public async Task Lines_of_one_request_share_the_trace_across_the_apps()
    {
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        using var web = StackFixture.CreateClient(stack.Web);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/public");
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");

        using var answer = await web.SendAsync(request, TestContext.Current.CancellationToken);
        await _logs.WaitForAsync(trace, times: 2);

        Assert.Equal(
            ["api", "web"],
            _logs.Documents().Where(d => Text(d, "trace.id") == trace).Select(d => Text(d, "service.name")).Distinct().Order()
        );
    }

    private async Task<string> ProvokeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        var name = $"log-{Guid.NewGuid():N}"[..20];
        using var api = StackFixture.CreateClient(stack.Api);
        using var web = StackFixture.CreateClient(stack.Web);

        await api.PostAsJsonAsync(
            "/api/v1/users",
            new
            {
                username = name,
                email = "l@example.com",
                password = "right one",
            },
            ct
        );
        using var signIn = await api.PostAsJsonAsync("/api/v1/sessions", new { username = name, password = "right one" }, ct);
        var token = (await signIn.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("token").GetString();
        using var me = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me") { Headers = { Authorization = new("Bearer", token) } };
        await api.SendAsync(me, ct);
        await api.PostAsJsonAsync("/api/v1/sessions", new { username = name, password = "wrong one" }, ct);
        await web.PostAsync("/login", Form(("username", name), ("password", "wrong one")), ct);
        await api.GetAsync("/msgs", ct);
        await api.PostAsync("/register", new StringContent("{"), ct);
        using var elsewhere = new HttpRequestMessage(HttpMethod.Post, "/logout") { Headers = { { "Sec-Fetch-Site", "cross-site" } } };
        await web.SendAsync(elsewhere, ct);
        await web.GetAsync("/settings", ct);
        await web.GetAsync($"/{name}-web", ct);
        await api.GetAsync($"/{name}-api", ct);
        return name;
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    private static string? Text(JsonElement document, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (!document.TryGetProperty(name, out document))
            {
                return null;
            }
        }

        return document.GetString();
    }
}
