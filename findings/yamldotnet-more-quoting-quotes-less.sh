#!/usr/bin/env bash
# Surprise: asked to quote also what YAML 1.1 readers would misread, YamlDotNet stops quoting what YAML 1.2 readers misread.
#
# Versions:  YamlDotNet 18.1.0, read back by the npm package yaml 2.8.1 (YAML 1.2, core schema).
# Expected:  WithQuotingNecessaryStrings(quoteYaml1_1Strings: true) quotes everything that plain WithQuotingNecessaryStrings() does, and
#            yes, 1_000 and 12:30:45 besides.
# Found:     it swaps one set of rules for the other. The string 1e3 (a commit's short hash can look like it) is quoted without the
#            argument and left bare with it, and a reader gets the number 1000 where text was written. A date is quoted by neither, which
#            readers with timestamps turn into one. Who writes manifests quotes every string.
# Output seen:
#   plain:    "1e3"  yes  1_000  2026-11-27
#   with 1.1: 1e3  "yes"  "1_000"  2026-11-27
#   the string 1e3, written with 1.1 and read again: number 1000
#
# Needs the .NET 10 SDK, NuGet, Node.js and npm. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >finding.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="YamlDotNet" Version="18.1.0" />
  </ItemGroup>
</Project>
PROJECT
cat >Program.cs <<'PROGRAM'
using YamlDotNet.Serialization;

string[] texts = ["1e3", "yes", "1_000", "2026-11-27"];
var plain = new SerializerBuilder().WithQuotingNecessaryStrings().Build();
var both = new SerializerBuilder().WithQuotingNecessaryStrings(quoteYaml1_1Strings: true).Build();
Console.WriteLine("plain:    " + string.Join("  ", texts.Select(text => plain.Serialize(text).Trim())));
Console.WriteLine("with 1.1: " + string.Join("  ", texts.Select(text => both.Serialize(text).Trim())));
File.WriteAllText("written.yaml", both.Serialize(new Dictionary<string, string> { ["version"] = "1e3" }));
PROGRAM
cat >read.mjs <<'READ'
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
const { version } = parse(readFileSync('written.yaml', 'utf8'));
console.log(`the string 1e3, written with 1.1 and read again: ${typeof version} ${version}`);
READ

cat >expected <<'EXPECTED'
plain:    "1e3"  yes  1_000  2026-11-27
with 1.1: 1e3  "yes"  "1_000"  2026-11-27
the string 1e3, written with 1.1 and read again: number 1000
EXPECTED
timeout 300 dotnet build --nologo -v q >build.log || { cat build.log; exit 1; }
timeout 120 dotnet run --no-build >seen
timeout 120 npm install --silent --no-audit --no-fund --prefix . yaml@2.8.1 >/dev/null
node read.mjs >>seen
cat seen
diff expected seen
