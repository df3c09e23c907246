using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Hosting;

/// <summary>Prints where everything is once the apps are healthy, and says so when they do not become it.</summary>
internal sealed class StartupReport(Stack stack, ResourceNotificationService notifications, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan PrometheusPatience = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await notifications.WaitForResourceHealthyAsync(ResourceNames.Web, stoppingToken).WaitAsync(Patience, clock, stoppingToken);
            await Console.Out.WriteLineAsync("\nMiniTwit is up. Ctrl+C stops it.\n");
            Print("MiniTwit", ResourceNames.Web);
            Print("API", ResourceNames.Api, "  (reference: /scalar)");
            await notifications.WaitForResourceHealthyAsync(ResourceNames.Prometheus, stoppingToken).WaitAsync(PrometheusPatience, clock, stoppingToken);
            Print("Prometheus", ResourceNames.Prometheus);
            Print("Alertmanager", ResourceNames.Alertmanager);
        }
        catch (TimeoutException)
        {
            await Console.Error.WriteLineAsync("Not everything became healthy in time; the dashboard shows each part's state and log.");
        }

        if (stack.Builder.Configuration["ASPNETCORE_URLS"] is { Length: > 0 } dashboard)
        {
            var token = stack.Builder.Configuration["AppHost:BrowserToken"];
            await Console.Out.WriteLineAsync($"  Dashboard    {dashboard.Split(';')[0]}{(token is null ? "" : $"/login?t={token}")}\n");
        }
    }

    private void Print(string title, string resource, string note = "")
    {
        var endpoint = stack.Builder.Resources.OfType<IResourceWithEndpoints>().Single(r => r.Name == resource).GetEndpoint("http");
        Console.WriteLine($"  {title,-12} {endpoint.Url}{note}");
    }
}

internal static class StartupReportExtensions
{
    public static void ReportAddressesWhenHealthy(this Stack stack)
    {
        if (stack.Builder.ExecutionContext.IsRunMode)
        {
            stack.Builder.Services.AddHostedService(services => new StartupReport(
                stack, services.GetRequiredService<ResourceNotificationService>(), services.GetService<TimeProvider>() ?? TimeProvider.System));
        }
    }
}
