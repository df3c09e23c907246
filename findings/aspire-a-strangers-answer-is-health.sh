#!/usr/bin/env bash
# Surprise: where another program has a resource's fixed port, Aspire calls the resource healthy and announces the other's address.
#
# Versions:  Aspire.Hosting.AppHost 13.6.5 with Aspire.AppHost.Sdk 13.6.4, .NET 10.
# Expected:  WithHttpEndpoint(port: N) with N taken on 127.0.0.1 ends in a failure to start, an error in the log, or at least a resource that
#            is not healthy, since nobody can reach it there.
# Found:     the resource is Running, its URL is the port asked for, and its HTTP health check passes: it is the other program that answers
#            it. Nothing is logged at warning level or above. What waits for the resource starts, and requests (with what they carry) go to the
#            stranger. So an AppHost has to look at its ports before it starts, and at who answers before it prints a link.
# Output seen:
#   resource ours: Running, Healthy; warnings and errors logged: 0
#   its URL has the port asked for: True
#   who answers at the URL: stranger
#
# Needs the .NET 10 SDK, NuGet and Node.js. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >finding.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <Sdk Name="Aspire.AppHost.Sdk" Version="13.6.4" />
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <IsAspireHost>true</IsAspireHost>
    <NoWarn>NU1603;ASPIRE010</NoWarn>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Aspire.Hosting.AppHost" Version="13.6.5" />
  </ItemGroup>
</Project>
PROJECT
for who in ours stranger; do
  cat >"$who.mjs" <<PROGRAM
import { createServer } from 'node:http';
const server = createServer((_, answer) => answer.end('$who'));
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log(server.address().port));
PROGRAM
done
cat >Program.cs <<'PROGRAM'
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

using var stranger = Process.Start(new ProcessStartInfo("node", ["stranger.mjs"]) { RedirectStandardOutput = true })!;
var port = int.Parse((await stranger.StandardOutput.ReadLineAsync())!);
try
{
    var warnings = new CountingLogger();
    var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });
    builder.Services.AddLogging(logging => logging.ClearProviders().AddProvider(warnings));
    var ours = builder.AddExecutable("ours", "node", Environment.CurrentDirectory, "ours.mjs")
        .WithHttpEndpoint(port: port, env: "PORT")
        .WithHttpHealthCheck("/");
    await using var app = builder.Build();
    await app.StartAsync();
    var seen = await app.ResourceNotifications.WaitForResourceHealthyAsync("ours").WaitAsync(TimeSpan.FromSeconds(90));

    using var http = new HttpClient();
    var url = new Uri(ours.GetEndpoint("http").Url);
    Console.WriteLine($"resource ours: {seen.Snapshot.State?.Text}, {seen.Snapshot.HealthStatus}; warnings and errors logged: {warnings.Count}");
    Console.WriteLine($"its URL has the port asked for: {url.Port == port}");
    Console.WriteLine($"who answers at the URL: {await http.GetStringAsync(url)}");
    await app.StopAsync();
}
finally
{
    stranger.Kill();
}

internal sealed class CountingLogger : ILoggerProvider, ILogger
{
    private int _count;

    public int Count => _count;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        // A machine without a container engine is warned of that, which is another matter.
        var text = formatter(state, exception);
        if (text.Contains("container runtime", StringComparison.OrdinalIgnoreCase))
            return;
        Console.Error.WriteLine($"{logLevel}: {text}");
        Interlocked.Increment(ref _count);
    }

    public void Dispose()
    {
    }
}
PROGRAM

cat >expected <<'EXPECTED'
resource ours: Running, Healthy; warnings and errors logged: 0
its URL has the port asked for: True
who answers at the URL: stranger
EXPECTED
timeout 300 dotnet build --nologo -v q >build.log || { cat build.log; exit 1; }
timeout 120 dotnet run --no-build >seen
cat seen
diff expected seen
