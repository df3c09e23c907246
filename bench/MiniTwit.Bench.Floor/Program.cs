using System.Text.Json;
using MiniTwit.Bench;
using Npgsql;

// What PostgreSQL and Kestrel give with nothing of the product between them: its routes for the simulator, by hand, with the same SQL
// and durability, a command and its id in one round trip and one commit. With the argument `sink` it takes telemetry and drops it.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
await using var app = builder.Build();
if (args.Contains("sink"))
{
    app.Run(http => http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted));
    await app.RunAsync();
    return;
}

await using var database = NpgsqlDataSource.Create(builder.Configuration.GetConnectionString("minitwit")!);
await using (var create = database.CreateCommand(Sql.CreateLatest))
{
    await create.ExecuteNonQueryAsync();
}

app.Run(http =>
    (http.Request.Method, http.Request.Path.Value!) switch
    {
        ("GET", "/latest") => LatestAsync(http),
        ("GET", "/msgs") => MessagesAsync(http),
        ("POST", var path) when path.StartsWith("/msgs/", StringComparison.Ordinal) => PostAsync(http, path["/msgs/".Length..]),
        ("POST", var path) when path.StartsWith("/fllws/", StringComparison.Ordinal) => FollowAsync(http, path["/fllws/".Length..]),
        ("GET", "/allocated") => http.Response.WriteAsync($"{GC.GetTotalAllocatedBytes()}"),
        _ => NotFound(http),
    }
);
await app.RunAsync();

async Task LatestAsync(HttpContext http)
{
    await using var connection = await database.OpenConnectionAsync(http.RequestAborted);
    await using var command = new NpgsqlCommand(Sql.ReadLatest, connection);
    var latest = (long)(await command.ExecuteScalarAsync(http.RequestAborted))!;
    http.Response.ContentType = "application/json; charset=utf-8";
    await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
    json.WriteStartObject();
    json.WriteNumber("latest", latest);
    json.WriteEndObject();
}

async Task MessagesAsync(HttpContext http)
{
    var rows = int.Parse(http.Request.Query["no"]!, null);
    await using var connection = await database.OpenConnectionAsync(http.RequestAborted);
    await using var command = new NpgsqlCommand(Sql.Messages, connection) { Parameters = { Value(rows) } };
    http.Response.ContentType = "application/json; charset=utf-8";
    await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
    json.WriteStartArray();
    await using var reader = await command.ExecuteReaderAsync(http.RequestAborted);
    while (await reader.ReadAsync(http.RequestAborted))
    {
        json.WriteStartObject();
        json.WriteString("content", reader.GetString(0));
        json.WriteNumber("pub_date", reader.GetFieldValue<DateTimeOffset>(1).ToUnixTimeSeconds());
        json.WriteString("user", reader.GetString(2));
        json.WriteEndObject();
    }

    json.WriteEndArray();
}

async Task PostAsync(HttpContext http, string user)
{
    using var body = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
    var content = body.RootElement.GetProperty("content").GetString()!;
    await WriteAsync(http, new(Sql.Post) { Parameters = { Value(user.ToUpperInvariant()), Value(content) } });
}

async Task FollowAsync(HttpContext http, string user)
{
    using var body = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
    var follows = body.RootElement.TryGetProperty("follow", out var other);
    other = follows ? other : body.RootElement.GetProperty("unfollow");
    await WriteAsync(
        http,
        new(follows ? Sql.Follow : Sql.Unfollow)
        {
            Parameters = { Value(user.ToUpperInvariant()), Value(other.GetString()!.ToUpperInvariant()) },
        }
    );
}

async Task WriteAsync(HttpContext http, NpgsqlBatchCommand command)
{
    await using var connection = await database.OpenConnectionAsync(http.RequestAborted);
    await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
    if (long.TryParse(http.Request.Query["latest"], out var latest))
    {
        // Last: the row that everybody waits for is held for the commit alone.
        batch.BatchCommands.Add(new(Sql.RecordLatest) { Parameters = { Value(latest) } });
    }

    await batch.ExecuteNonQueryAsync(http.RequestAborted);
    http.Response.StatusCode = StatusCodes.Status204NoContent;
}

static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

static Task NotFound(HttpContext http)
{
    http.Response.StatusCode = StatusCodes.Status404NotFound;
    return Task.CompletedTask;
}
