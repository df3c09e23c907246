using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using MiniTwit.AppHost.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Reports;

/// <summary>Prints where everything is: the dashboard first, which shows how the rest comes up, and each part once it is healthy.</summary>
internal sealed class StartupReport(
    Stack stack,
    ResourceNotificationService notifications,
    IHttpClientFactory clients,
    TimeProvider clock,
    IHostApplicationLifetime lifetime
) : Report("where everything is", lifetime)
{
    private const string Dashboard = "aspire-dashboard";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ObserverPatience = TimeSpan.FromSeconds(30);

    private static readonly string[] OnTheWay = [ResourceNames.Postgres, ResourceNames.Migrations, ResourceNames.Api, ResourceNames.Web];

    protected override Task TellAsync(CancellationToken ct) =>
        Task.WhenAll(stack.HasDashboard ? ReportDashboardAsync(ct) : Task.CompletedTask, ReportAppsAsync(ct));

    private async Task ReportDashboardAsync(CancellationToken ct)
    {
        await IsHealthyAsync(Dashboard, Patience, ct);
        var url = LocalDefaults.Nearby(stack.Builder.Configuration[LocalDefaults.DashboardUrl]!.Split(';')[0]);
        var token = stack.Builder.Configuration["AppHost:BrowserToken"];
        var line = await LineAsync("Dashboard", url, token is null ? "" : $"/login?t={token}", mark: "Aspire.Dashboard", ct);
        await Console.Out.WriteLineAsync($"MiniTwit is starting. The dashboard shows how far it is:\n\n{line}\n");
    }

    private async Task ReportAppsAsync(CancellationToken ct)
    {
        while (!await IsHealthyAsync(ResourceNames.Web, Patience, ct))
        {
            await Console.Error.WriteLineAsync($"Still not up: {string.Join(", ", OnTheWay.Select(State))}.");
        }

        await Console.Out.WriteLineAsync("MiniTwit is up. Ctrl+C stops it.\n");
        await Console.Out.WriteLineAsync(await LineAsync("MiniTwit", Url(ResourceNames.Web), "", mark: "MiniTwit", ct));
        await Console.Out.WriteLineAsync(await LineAsync("API", Url(ResourceNames.Api), "", mark: "MiniTwit", ct));
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
            await Console.Out.WriteLineAsync($"  {title, -12} {Url(resource)}");
        }
        else
        {
            await Console.Error.WriteLineAsync($"  {title, -12} not yet: {State(resource)}");
        }
    }

    private async Task<bool> IsHealthyAsync(string resource, TimeSpan patience, CancellationToken ct)
    {
        try
        {
            await notifications
                .WaitForResourceHealthyAsync(resource, WaitBehavior.WaitOnResourceUnavailable, ct)
                .WaitAsync(patience, clock, ct);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private string State(string resource)
    {
        var now = notifications.TryGetCurrentState(resource, out var found) ? found.Snapshot : null;
        var state = now?.State?.Text ?? "not started";
        var reason = now?.HealthReports.FirstOrDefault(report => report.Status is not (null or HealthStatus.Healthy))?.Description;
        return string.IsNullOrEmpty(reason) ? $"{resource} ({state})" : $"{resource} ({state}: {reason})";
    }

    private IResourceWithEndpoints? Find(string resource) =>
        stack.Builder.Resources.OfType<IResourceWithEndpoints>().SingleOrDefault(r => r.Name == resource);

    private string Url(string resource) => Find(resource)!.GetEndpoint("http").Url;

    private async Task<string> LineAsync(string title, string url, string path, string mark, CancellationToken ct)
    {
        using var client = clients.CreateClient();
        return await OurAnswer.WaitAsync(client, url, mark, AnswerPatience, clock, ct) switch
        {
            Answer.Ours => $"  {title, -12} {url}{path}",
            Answer.Another =>
                $"  {title, -12} not at {url}: something else on this machine answers there. Stop that, and start MiniTwit again.",
            _ => $"  {title, -12} does not answer at {url}.",
        };
    }
}
