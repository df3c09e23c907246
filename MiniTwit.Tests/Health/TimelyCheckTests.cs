using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Logging;

namespace MiniTwit.Tests.Health;

/// <summary>A check that does not end, and does not care that it is asked to.</summary>
public sealed class TimelyCheckTests
{
    [Fact]
    public async Task Readiness_answers_in_time_and_runs_a_check_once_at_a_time()
    {
        var end = new TaskCompletionSource<HealthCheckResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var runs = 0;
        var management = new Uri($"http://127.0.0.1:{AppProcess.FreePort()}");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Shutdown:Drain"] = "00:00:00",
                ["Management:Port"] = $"{management.Port}",
                ["Telemetry:Enabled"] = "false",
            }
        );
        builder.WebHost.UseUrls($"http://127.0.0.1:{AppProcess.FreePort()}", $"{management}");
        builder.AddServiceDefaults();
        builder
            .Services.AddHealthChecks()
            .AddAsyncCheck(
                "stuck",
                () =>
                {
                    Interlocked.Increment(ref runs);
                    return end.Task;
                }
            );
        await using var app = builder.Build();
        app.UseServiceDefaults();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = management, Timeout = TimeSpan.FromSeconds(20) };

        var probes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ReadyAsync(client)));
        Assert.All(probes, status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        Assert.Equal(1, runs);

        end.SetResult(HealthCheckResult.Healthy());
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(client));
    }

    private static async Task<HttpStatusCode> ReadyAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
