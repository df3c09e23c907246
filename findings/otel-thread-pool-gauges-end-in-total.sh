#!/usr/bin/env bash
# Surprise: two values that go up and down reach Prometheus as counters, named as counters.
#
# Versions:  .NET 10 (meter System.Runtime), OpenTelemetry.Instrumentation.Runtime 1.20.1,
#            OpenTelemetry.Exporter.Prometheus.AspNetCore 1.20.1-beta.1.
# Expected:  the number of thread pool threads and the length of its queue are gauges: dotnet_thread_pool_thread_count and
#            dotnet_thread_pool_queue_length, as dotnet_timer_count of the same meter is, and as OpenTelemetry's conventions say.
# Found:     they are exported as dotnet_thread_pool_thread_count_total and dotnet_thread_pool_queue_length_total, of type counter. The value
#            falls when threads end, which rate() and increase() take for a restart: a panel made of the names and types that
#            /metrics shows draws nonsense, and one made of the documented names stays empty. Read them as gauges, under these names.
# Output seen:
#   # TYPE dotnet_thread_pool_queue_length_total counter
#   # TYPE dotnet_thread_pool_thread_count_total counter
#   # TYPE dotnet_timer_count gauge
#   the value fell from 40 or more to fewer: yes
#
# Needs the .NET 10 SDK and NuGet. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >finding.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="OpenTelemetry.Extensions.Hosting" Version="1.20.1" />
    <PackageReference Include="OpenTelemetry.Exporter.Prometheus.AspNetCore" Version="1.20.1-beta.1" />
    <PackageReference Include="OpenTelemetry.Instrumentation.Runtime" Version="1.20.1" />
  </ItemGroup>
</Project>
PROJECT
cat >Program.cs <<'PROGRAM'
using OpenTelemetry.Metrics;

var builder = WebApplication.CreateBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddRuntimeInstrumentation().AddPrometheusExporter());
await using var app = builder.Build();
app.MapPrometheusScrapingEndpoint();
await app.StartAsync();
using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

// Forty pieces of work that block a thread each, and then the quiet after them, in which the pool lets its threads go.
ThreadPool.SetMinThreads(48, 48);
using var release = new ManualResetEventSlim();
var work = Enumerable.Range(0, 40).Select(_ => Task.Run(() => release.Wait(TimeSpan.FromSeconds(30)))).ToArray();
await Task.Delay(TimeSpan.FromSeconds(1));
var before = await Threads(show: true);
release.Set();
await Task.WhenAll(work);
ThreadPool.SetMinThreads(1, 1);
var after = before;
for (var second = 0; second < 60 && after >= before; second++)
{
    await Task.Delay(TimeSpan.FromSeconds(1));
    after = await Threads(show: false);
}

Console.WriteLine($"the value fell from 40 or more to fewer: {(before >= 40 && after < before ? "yes" : "no")}");

async Task<int> Threads(bool show)
{
    var lines = (await http.GetStringAsync("/metrics")).Split('\n');
    foreach (var line in lines.Where(line => show && line.StartsWith("# TYPE ")))
    {
        if (line.Contains("thread_pool_thread_count") || line.Contains("thread_pool_queue_length") || line.Contains("timer_count"))
            Console.WriteLine(line);
    }

    var value = lines.First(line => line.StartsWith("dotnet_thread_pool_thread_count")).Split(' ')[^1];
    return int.Parse(value);
}
PROGRAM

cat >expected <<'EXPECTED'
# TYPE dotnet_thread_pool_queue_length_total counter
# TYPE dotnet_thread_pool_thread_count_total counter
# TYPE dotnet_timer_count gauge
the value fell from 40 or more to fewer: yes
EXPECTED
timeout 300 dotnet build --nologo -v q >build.log || { cat build.log; exit 1; }
timeout 120 dotnet run --no-build >seen
cat seen
diff expected seen
