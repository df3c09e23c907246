using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.Tests.Logging;

/// <summary>An app in this process with nothing but the service defaults: its logger is the one that the apps have.</summary>
internal sealed class LoggingApp : IAsyncDisposable
{
    private readonly TextWriter _console = Console.Out;
    private readonly WebApplication _app;
    private readonly HttpClient _metrics;

    private LoggingApp(WebApplication app, Uri address, Uri management)
    {
        _app = app;
        // The lines would bury the test report.
        Console.SetOut(TextWriter.Null);
        Client = new HttpClient { BaseAddress = address };
        _metrics = new HttpClient { BaseAddress = management };
    }

    public HttpClient Client { get; }

    public ILogger Logger => _app.Logger;

    public static async Task<LoggingApp> StartAsync(string logDirectory)
    {
        var (address, management) = (
            new Uri($"http://127.0.0.1:{AppProcess.FreePort()}"),
            new Uri($"http://127.0.0.1:{AppProcess.FreePort()}")
        );
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Logs:Directory"] = logDirectory,
                ["Management:Port"] = $"{management.Port}",
                ["Shutdown:Drain"] = "00:00:00",
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "",
            }
        );
        builder.WebHost.UseUrls($"{address}", $"{management}");
        builder.AddServiceDefaults();
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapGet("/ping", () => TypedResults.Text("pong"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new LoggingApp(app, address, management);
    }

    public async Task PingAsync(int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal("pong", await Client.GetStringAsync(new Uri("/ping", UriKind.Relative), TestContext.Current.CancellationToken));
        }
    }

    /// <summary>The sum of the counter's series whose labels contain a text.</summary>
    public async Task<long> CountAsync(string metric, string label = "")
    {
        var text = await _metrics.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        return text.Split('\n')
            .Where(line => line.StartsWith(metric, StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Waits until a counter has reached a value.</summary>
    public async Task WaitForAsync(string metric, string label, long value)
    {
        for (var attempt = 0; await CountAsync(metric, label) < value; attempt++)
        {
            Assert.True(attempt < 100, $"{metric} {label} did not reach {value}.");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _metrics.Dispose();
        await _app.DisposeAsync();
        Console.SetOut(_console);
    }
}
