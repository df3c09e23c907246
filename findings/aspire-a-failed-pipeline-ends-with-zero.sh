#!/usr/bin/env bash
# Surprise: an AppHost whose publish pipeline fails ends with exit code 0.
#
# Versions:  Aspire.Hosting.AppHost 13.6.5 with Aspire.AppHost.Sdk 13.6.4, .NET 10.
# Expected:  an AppHost that is run to publish (--operation publish --step …, as the CLI and scripts run it) ends with another code than 0
#            when a step throws, as any build tool does: what comes after it in a script must not go on.
# Found:     the failure is logged ("Pipeline execution failed"), app.Run() returns as if all were well, and the exit code is 0, with a
#            step that throws as with one that does not exist. The pipeline runs in a background service, whose exception stops the host
#            and is not thrown by Run. The CLI is told over its own connection; a script that runs the AppHost has to look at
#            BackgroundService.ExecuteTask itself, as the last line of this program does on demand.
# Output seen:
#   a step that throws: failed in the log, exit code 0
#   a step that is not there: failed in the log, exit code 0
#   a step that throws, its task looked at: failed in the log, exit code 1
#
# Needs the .NET 10 SDK and NuGet. Fails when the behaviour changes.
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
    <NoWarn>NU1603;ASPIRE010;ASPIREPIPELINES001</NoWarn>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Aspire.Hosting.AppHost" Version="13.6.5" />
  </ItemGroup>
</Project>
PROJECT
cat >Program.cs <<'PROGRAM'
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = DistributedApplication.CreateBuilder(args);
builder.Pipeline.AddStep("throws", _ => throw new InvalidOperationException("as it happens"));
var app = builder.Build();
var services = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
app.Run();
return Environment.GetEnvironmentVariable("LOOK") == "true" && services.Any(service => service.ExecuteTask is { IsFaulted: true }) ? 1 : 0;
PROGRAM
timeout 300 dotnet build --nologo -v q >build.log || { cat build.log; exit 1; }

# try WHAT STEP [NAME=VALUE]
try() {
  local status=0 said='not failed in the log'
  timeout 120 env "${@:3}" dotnet run --no-build -- --operation publish --step "$2" --output-path "$folder/out" >log 2>&1 || status=$?
  ! grep -q 'Pipeline execution failed' log || said='failed in the log'
  echo "$1: $said, exit code $status"
}

{
  try 'a step that throws' throws
  try 'a step that is not there' missing
  try 'a step that throws, its task looked at' throws LOOK=true
} >seen
cat seen
diff - seen <<'EXPECTED'
a step that throws: failed in the log, exit code 0
a step that is not there: failed in the log, exit code 0
a step that throws, its task looked at: failed in the log, exit code 1
EXPECTED
