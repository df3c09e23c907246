using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Alerting;

/// <summary>
/// A stack beside the shared one, for tests that take its parts down: on ports and data of its own, its alerts going to a listener.
/// Always processes: a container could not reach the listener.
/// </summary>
public sealed class OutageFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);
    private static readonly string[] Parts =
    [
        ResourceNames.Web,
        ResourceNames.Api,
        ResourceNames.Postgres,
        ResourceNames.Prometheus,
        ResourceNames.Alertmanager,
    ];

    private readonly string _data = Path.Combine(Path.GetTempPath(), $"minitwit-alerting-{Guid.NewGuid():N}");
    private DistributedApplication? _app;

    internal WebhookListener Inbox { get; } = new();

    /// <summary>A service elsewhere, which expects to hear regularly.</summary>
    internal WebhookListener Outside { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_data);
        string[] settings =
        [
            "MINITWIT_HOSTING=processes",
            $"Data:Directory={_data}",
            $"ALERT_WEBHOOK_URL={Inbox.Url}",
            $"ALERT_HEARTBEAT_URL={Outside.Url}",
            .. FreePorts.Settings,
        ];
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MiniTwit_AppHost>(settings);
        _app = await builder.BuildAsync();
        using var timeout = new CancellationTokenSource(StartTimeout);
        await _app.StartAsync(timeout.Token);
        foreach (var part in Parts)
        {
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(part, timeout.Token);
        }
    }

    /// <summary>What Prometheus answers to a query, as JSON text.</summary>
    public async Task<string> QueryAsync(string query, CancellationToken ct)
    {
        using var prometheus = _app!.CreateHttpClient(ResourceNames.Prometheus, "http");
        return await prometheus.GetStringAsync(new Uri($"/api/v1/query?query={Uri.EscapeDataString(query)}", UriKind.Relative), ct);
    }

    /// <summary>What a person would do with the dashboard's buttons.</summary>
    /// <param name="part">The resource.</param>
    /// <param name="command">One of <see cref="KnownResourceCommands"/>.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task CommandAsync(string part, string command, CancellationToken ct)
    {
        var result = await _app!.ResourceCommands.ExecuteCommandAsync(part, command, ct);
        Assert.True(result.Success, $"{command} {part}: {result}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            using var timeout = new CancellationTokenSource(StartTimeout);
            await _app.StopAsync(timeout.Token);
            await _app.DisposeAsync();
        }

        await Inbox.DisposeAsync();
        await Outside.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
