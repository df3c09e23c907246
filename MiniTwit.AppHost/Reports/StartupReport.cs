using Microsoft.Extensions.Hosting;
using MiniTwit.AppHost.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Reports;

/// <summary>Prints where everything is: the dashboard first, which shows how the rest comes up, and each part once it is healthy.</summary>
internal sealed class StartupReport(Stack stack, ResourceNotificationService notifications, IHttpClientFactory clients, TimeProvider clock)
    : BackgroundService
{
    private const string Dashboard = "aspire-dashboard";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan ObserverPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly string[] OnTheWay = [ResourceNames.Postgres, ResourceNames.Migrations, ResourceNames.Api, ResourceNames.Web];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(stack.HasDashboard ? ReportDashboardAsync(stoppingToken) : Task.CompletedTask, ReportAppsAsync(stoppingToken));

    private async Task ReportDashboardAsync(CancellationToken ct)
    {
        await notifications.WaitForResourceHealthyAsync(Dashboard, ct);
        var url = stack.Builder.Configuration[LocalDefaults.DashboardUrl]!.Split(';')[0].TrimEnd('/');
        // Its process runs a while before it answers. The token is for people: what answers is not shown it.
        using var client = clients.CreateClient();
        while (!await AnswersAsync(client, url, ct))
        {
            await Task.Delay(Pause, clock, ct);
        }

        var token = stack.Builder.Configuration["AppHost:BrowserToken"];
        await Console.Out.WriteLineAsync($"MiniTwit is starting. The dashboard shows how far it is:\n\n  Dashboard    {url}{(token is null ? "" : $"/login?t={token}")}\n");
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string url, CancellationToken ct)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(url), ct);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task ReportAppsAsync(CancellationToken ct)
    {
        while (!await IsHealthyAsync(ResourceNames.Web, Patience, ct))
        {
            await Console.Error.WriteLineAsync($"Still not up: {string.Join(", ", OnTheWay.Select(State))}.");
        }

        await Console.Out.WriteLineAsync("MiniTwit is up. Ctrl+C stops it.\n");
        Print("MiniTwit", ResourceNames.Web);
        Print("API", ResourceNames.Api, "  (reference: /scalar)");
        await PrintWhenHealthyAsync("Prometheus", ResourceNames.Prometheus, ct);
        await PrintWhenHealthyAsync("Alertmanager", ResourceNames.Alertmanager, ct);
        await PrintWhenHealthyAsync("Grafana", ResourceNames.Grafana, ct);
        await Console.Out.WriteLineAsync();
    }

    private async Task PrintWhenHealthyAsync(string title, string resource, CancellationToken ct)
    {
        if (Find(resource) is null)
        {
            return;
        }

        if (await IsHealthyAsync(resource, ObserverPatience, ct))
        {
            Print(title, resource);
        }
        else
        {
            await Console.Error.WriteLineAsync($"  {title,-12} not yet: {State(resource)}");
        }
    }

    private async Task<bool> IsHealthyAsync(string resource, TimeSpan patience, CancellationToken ct)
    {
        try
        {
            await notifications.WaitForResourceHealthyAsync(resource, WaitBehavior.WaitOnResourceUnavailable, ct).WaitAsync(patience, clock, ct);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private string State(string resource) =>
        $"{resource} ({(notifications.TryGetCurrentState(resource, out var now) ? now.Snapshot.State?.Text : null) ?? "not started"})";

    private IResourceWithEndpoints? Find(string resource) => stack.Builder.Resources.OfType<IResourceWithEndpoints>().SingleOrDefault(r => r.Name == resource);

    private void Print(string title, string resource, string note = "") => Console.WriteLine($"  {title,-12} {Find(resource)!.GetEndpoint("http").Url}{note}");
}
