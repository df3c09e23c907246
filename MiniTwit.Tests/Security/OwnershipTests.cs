using System.Text.Json;
using Aspire.Hosting.Testing;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

public sealed class OwnershipTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    public static TheoryData<string, string> Cases =>
        new MatrixTheoryData<string, string>(Operation.All.Select(operation => operation.Id), ["Anonymous", "Alice", "Bob"]);

    /// <summary>The simulator's credential opens the simulator's routes alone; what moderates, administrators' bearer tokens.</summary>
    public static TheoryData<string, string> MoreCases =>
        [
            .. Operation.All.Where(IsPublic).Select(operation => (operation.Id, "The simulator")),
            .. Operation.All.Where(IsModeration).Select(operation => (operation.Id, "An administrator")),
        ];

    [Fact]
    public async Task Every_operation_of_the_document_has_a_row()
    {
        var document = (await _api.GetAsync("/openapi/v1.json")).Json;
        var operations = document
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(
                path => path.Value.EnumerateObject(),
                (path, operation) =>
                    $"{operation.Value.GetProperty("operationId").GetString()} {operation.Name.ToUpperInvariant()} {path.Name}"
            );

        Assert.Equal(
            operations.Order(StringComparer.Ordinal),
            Operation.All.Select(o => $"{o.Id} {o.Method} {Template(o.Path)}").Order(StringComparer.Ordinal)
        );
    }

    /// <summary>What the document leaves out would get past the rows here.</summary>
    [Fact]
    public async Task Every_route_is_in_the_document_or_one_of_these()
    {
        string[] others =
        [
            // The reference, for anybody, where it is on.
            "GET /",
            "GET /openapi/{documentName}.json",
            "GET /scalar/{documentName?}",
            "GET /scalar/favicon.svg",
            "GET /scalar/scalar.aspnetcore.js",
            "GET /scalar/scalar.js",
            // The management port's: PortSplitTests and InternalRoutesTests.
            "ANY /health/live",
            "ANY /health/ready",
            "ANY /metrics",
            "GET /internal/data-protection-keys",
            "PUT /internal/data-protection-keys/{friendlyName}",
        ];
        var routes = await Routes.OfAsync<Projects.MiniTwit_ApiService>(
            new Dictionary<string, string>
            {
                ["ConnectionStrings__minitwit"] = (
                    await stack.App.GetConnectionStringAsync(ResourceNames.Database, TestContext.Current.CancellationToken)
                )!,
            }
        );

        Assert.Equal(
            Operation.All.Select(o => $"{o.Method} {Template(o.Path)}").Concat(others).Order(StringComparer.Ordinal),
            routes
                .Select(route => route.Replace(":long", "", StringComparison.Ordinal))
                .Select(route => route.EndsWith(" /", StringComparison.Ordinal) ? route : route.TrimEnd('/'))
                .Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Cases))]
    [MemberData(nameof(MoreCases))]
    public async Task Each_may_do_what_is_theirs_and_no_more(string operation, string who)
    {
        var row = Operation.All.Single(o => o.Id == operation);
        var world = await World.CreateAsync(stack);
        if (who == "An administrator")
        {
            await stack.Database.ChangeAsync("UPDATE users SET is_administrator = true WHERE name = $1", world.Bob.Name);
        }

        var before = await Rows.CountAsync(stack.Database);
        var (authorization, status) = who switch
        {
            "Alice" => (world.Alice.Bearer, row.Alice),
            "Bob" => (world.Bob.Bearer, row.Bob),
            "The simulator" => (Api.SimulatorCredential, row.Anonymous),
            "An administrator" => (world.Bob.Bearer, row.Administrator!.Value),
            _ => (null, row.Anonymous),
        };

        var reply = await row.SendAsync(_api, world, authorization);

        Assert.Equal(status, (int)reply.Status);
        await AssertDocumentedAsync(row, reply);
        if (status >= 400)
        {
            Assert.Equal(before, await Rows.CountAsync(stack.Database));
            AssertError(reply, row.Path);
        }

        await AssertTellsNoSecretAsync(reply, world, mayTellEmailOf: operation is "GetMe" or "GetExport" ? who : "");
        if (who != "An administrator")
        {
            await AssertOthersAreUntouchedAsync(world, who);
        }
    }

    /// <summary>The document names the status with the form of the answer, and the fields that tell what is left of a limit.</summary>
    private async Task AssertDocumentedAsync(Operation row, Reply reply)
    {
        var response = (await _api.GetAsync("/openapi/v1.json"))
            .Json.GetProperty("paths")
            .GetProperty(Template(row.Path))
            .GetProperty(row.Method.ToLowerInvariant())
            .GetProperty("responses")
            .GetProperty($"{(int)reply.Status}");
        Assert.Equal(
            reply.ContentType is null ? [] : [reply.ContentType],
            response.TryGetProperty("content", out var content) ? content.EnumerateObject().Select(type => type.Name) : []
        );
        var fields = response.TryGetProperty("headers", out var headers) ? headers.EnumerateObject().Select(header => header.Name) : [];
        Assert.Equal(
            fields.Where(name => name.StartsWith("RateLimit", StringComparison.Ordinal)),
            reply.Headers.Keys.Where(name => name.StartsWith("RateLimit", StringComparison.Ordinal)).OrderDescending()
        );
    }

    private static void AssertError(Reply reply, string path)
    {
        var isPublic = path.StartsWith("/api/", StringComparison.Ordinal);
        Assert.Equal(isPublic ? "application/problem+json" : "application/json", reply.ContentType);
        Assert.Equal(
            isPublic ? ["type", "title", "status", "detail", "traceId"] : ["status", "error_msg"],
            reply.Json.EnumerateObject().Select(field => field.Name)
        );
        Assert.Equal((int)reply.Status, reply.Json.GetProperty("status").GetInt32());
        Assert.All(
            reply.Json.EnumerateObject().Where(field => field.Name != "status"),
            field =>
            {
                Assert.Equal(JsonValueKind.String, field.Value.ValueKind);
                Assert.NotEqual("", field.Value.GetString());
            }
        );
        if (isPublic)
        {
            Assert.Matches("^[0-9a-f]{32}$", reply.Json.GetProperty("traceId").GetString());
        }
    }

    private async Task AssertTellsNoSecretAsync(Reply reply, World world, string mayTellEmailOf)
    {
        var secrets = await stack.Database.TextsAsync(
            "SELECT password_hash FROM users WHERE name IN ($1, $2)",
            world.Alice.Name,
            world.Bob.Name
        );
        secrets.AddRange([world.Alice.Token, world.Bob.Token, "correct horse"]);
        if (mayTellEmailOf != "Alice")
        {
            secrets.Add(world.Alice.Email);
        }

        if (mayTellEmailOf != "Bob")
        {
            secrets.Add(world.Bob.Email);
        }

        Assert.All(secrets, secret => Assert.DoesNotContain(secret, reply.Body, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task AssertOthersAreUntouchedAsync(World world, string who)
    {
        foreach (var (person, name) in new[] { (world.Alice, "Alice"), (world.Bob, "Bob") })
        {
            if (name != who)
            {
                Assert.Equal(200, (int)(await person.GetAsync("/api/v1/me")).Status);
            }
        }

        if (who != "Alice")
        {
            Assert.Equal(200, (int)(await world.Alice.GetAsync($"/api/v1/messages/{world.Message}")).Status);
        }
    }

    private static bool IsPublic(Operation operation) => operation.Path.StartsWith("/api/", StringComparison.Ordinal);

    private static bool IsModeration(Operation operation) => operation.Path.StartsWith("/api/v1/moderation/", StringComparison.Ordinal);

    private static string Template(string path) =>
        path.Split('?')[0]
            .Replace("{alice}", "{username}", StringComparison.Ordinal)
            .Replace("{message}", "{id}", StringComparison.Ordinal)
            .Replace("{session}", "{id}", StringComparison.Ordinal);
}
