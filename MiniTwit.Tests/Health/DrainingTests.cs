using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Logging;

namespace MiniTwit.Tests.Health;

/// <summary>Replicas that go and come, as their clients see them.</summary>
public sealed class DrainingTests
{
    // Far longer than the test may take: what it waits for is the last connection's end.
    private const string Drain = "00:10:00";

    // Half of what the host allows an end in all.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_draining_app_serves_whoever_is_connected_lets_nobody_in_and_ends_with_the_last()
    {
        var address = new Uri($"http://127.0.0.1:{AppProcess.FreePort()}");
        await using var app = await StartAsync(address, Drain);
        var management = app.Configuration.GetValue<int>("Management:Port");
        using HttpClient client = new() { BaseAddress = address },
            probe = new();
        using var before = await client.GetAsync("/ping", TestContext.Current.CancellationToken);

        var end = app.StopAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<SocketException>(() => ConnectUntilRefusedAsync(address));
        // Some looks at who is still connected.
        await Task.Delay(500, TestContext.Current.CancellationToken);
        // The probe's own connection stays, and is none to wait for.
        using var ready = await probe.GetAsync($"http://127.0.0.1:{management}/health/ready", TestContext.Current.CancellationToken);
        using var during = await client.GetAsync("/ping", TestContext.Current.CancellationToken);
        await end.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal((200, false), ((int)before.StatusCode, before.Headers.ConnectionClose == true));
        Assert.Equal((200, true), ((int)during.StatusCode, during.Headers.ConnectionClose == true));
        Assert.Equal(503, (int)ready.StatusCode);
    }

    [Fact]
    public async Task An_app_that_nobody_is_connected_to_ends_at_once()
    {
        await using var app = await StartAsync(new Uri($"http://127.0.0.1:{AppProcess.FreePort()}"), Drain);

        await app.StopAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_could_not_be_sent_is_sent_again_whatever_it_is()
    {
        var (caller, called) = (new Uri($"http://127.0.0.1:{AppProcess.FreePort()}"), new Uri($"http://127.0.0.1:{AppProcess.FreePort()}"));
        await using var app = await StartAsync(caller, drain: "00:00:00");
        using var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();

        var posting = client.PostAsync(new Uri(called, "/count"), new StringContent("once"), TestContext.Current.CancellationToken);
        await using var late = await StartAsync(called, drain: "00:00:00");
        using var answer = await posting;

        Assert.Equal("1", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task ConnectUntilRefusedAsync(Uri address)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(1));
        while (true)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(address.Host, address.Port, timeout.Token);
        }
    }

    private static async Task<WebApplication> StartAsync(Uri address, string drain)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Shutdown:Drain"] = drain,
                ["Management:Port"] = $"{AppProcess.FreePort()}",
                ["Telemetry:Enabled"] = "false",
            }
        );
        builder.WebHost.UseUrls($"{address}");
        builder.AddServiceDefaults();
        var app = builder.Build();
        app.UseServiceDefaults();
        var count = 0;
        app.MapGet("/ping", () => TypedResults.Text("pong"));
        app.MapPost("/count", () => TypedResults.Text($"{Interlocked.Increment(ref count)}"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
