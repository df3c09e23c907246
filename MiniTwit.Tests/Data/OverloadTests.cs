using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Data;

/// <summary>More comes than can be answered in time.</summary>
[Collection(Duress.Name)]
public sealed class OverloadTests(OwnDatabase own)
{
    // More than may wait for connections of one kind.
    private const int Crowd = 150;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_would_wait_in_vain_is_refused_in_its_own_form_and_the_rest_goes_on()
    {
        var (one, other) = (await own.JoinAsync(), await own.JoinAsync());
        var before = await RefusedAsync();
        Reply[] elsewhere,
            simulated,
            listed;
        await using (await own.LockAsync("LOCK TABLE follows"))
        {
            var waiting = Task.WhenAll(Enumerable.Range(0, Crowd).Select(_ => own.Api.SimulateAsync("GET", $"/fllws/{one.Segment}")));
            var listing = Task.WhenAll(Enumerable.Range(0, Crowd).Select(_ => own.Api.GetAsync($"/api/v1/users/{one.Segment}/followers")));
            Assert.NotEqual(0, await own.WaitForWaitingAsync(1));

            elsewhere = await Task.WhenAll(
                own.Api.SimulateAsync("POST", $"/msgs/{other.Segment}", new { content = "goes on" }),
                own.Api.GetAsync("/api/v1/me", one.Bearer),
                own.Api.GetAsync("/latest")
            );
            simulated = await waiting;
            listed = await listing;
        }

        Assert.All(elsewhere, reply => Assert.InRange((int)reply.Status, 200, 204));
        Assert.All([.. simulated, .. listed], reply => Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.Status));
        Assert.All([.. simulated, .. listed], reply => Assert.NotNull(reply.Header("Retry-After")));
        Assert.All(simulated, reply => Assert.Equal(503, reply.Json.GetProperty("status").GetInt32()));
        Assert.All(listed, reply => Assert.Equal("application/problem+json", reply.ContentType));
        // The exporter keeps an answer for a moment.
        var start = TimeProvider.System.GetTimestamp();
        while (await RefusedAsync() == before)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, "Nothing was refused at once");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private async Task<string> RefusedAsync()
    {
        using var client = new HttpClient();
        var metrics = await client.GetStringAsync(new Uri(own.Management, "/metrics"), TestContext.Current.CancellationToken);
        return
            metrics.Split('\n').FirstOrDefault(line => line.StartsWith("minitwit_requests_refused_total", StringComparison.Ordinal))
                is { } line
            ? line.Split(' ')[1]
            : "0";
    }
}
