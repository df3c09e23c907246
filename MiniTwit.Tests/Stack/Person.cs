using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MiniTwit.Tests.Stack;

/// <summary>Somebody registered and signed in.</summary>
internal sealed record Person(StackFixture Stack, string Name, string Email, string Password, string Token)
{
    /// <summary>Everybody's.</summary>
    public const string UsualPassword = "correct horse";

    // As a registration on the pages stores it. Made once: hashing for every test's people would take longer than the tests.
    private static readonly string UsualHash = new PasswordHasher<object>(
        Options.Create(new PasswordHasherOptions { IterationCount = 210_000 })
    ).HashPassword(new(), UsualPassword);

    private Api Api { get; } = new(Stack.Api);

    public string Bearer => $"Bearer {Token}";

    /// <summary>What the session is stored under.</summary>
    public byte[] TokenHash => SHA256.HashData(Base64Url.DecodeFromChars(Token));

    /// <summary>The name as a path segment.</summary>
    public string Segment => Uri.EscapeDataString(Name);

    /// <summary>A name that no other test has: with digits, which go with letters of any script.</summary>
    public static string NewName(string stem = "Test Person") => $"{stem} {RandomNumberGenerator.GetString("0123456789", 12)}";

    /// <summary>Registers somebody and opens a session. Registering and signing in proper have tests of their own.</summary>
    public static async Task<Person> JoinAsync(StackFixture stack, string stem = "Test Person")
    {
        var name = NewName(stem);
        var email = $"{Guid.NewGuid():N}@example.org";
        await RegisterAsync(new Api(stack.Api), stack.Database, name, email);
        return new(stack, name, email, UsualPassword, await OpenSessionAsync(stack.Database, name));
    }

    /// <summary>Registers by the simulator's quick way, with a hash that nothing strengthens any more.</summary>
    public static async Task RegisterAsync(Api api, NpgsqlDataSource database, string name, string email)
    {
        var registered = await api.RegisterAsync(name, email, UsualPassword);
        Assert.Equal(HttpStatusCode.NoContent, registered.Status);
        await database.ChangeAsync("UPDATE users SET password_hash = $2, password_is_interim = false WHERE name = $1", name, UsualHash);
    }

    /// <summary>Stores a session of a user.</summary>
    /// <returns>Its token.</returns>
    public static async Task<string> OpenSessionAsync(NpgsqlDataSource database, string name)
    {
        var token = RandomNumberGenerator.GetBytes(32);
        await database.ChangeAsync(
            """
            INSERT INTO sessions (token_hash, user_id, created_at, last_used_at, expires_at)
            SELECT $1, id, now(), now(), now() + interval '1 day' FROM users WHERE name = $2
            """,
            SHA256.HashData(token),
            name
        );
        return Base64Url.EncodeToString(token);
    }

    public Task<Reply> GetAsync(string path) => Api.GetAsync(path, Bearer);

    public Task<Reply> SendAsync(string method, string path, object? body = null) => Api.SendAsync(method, path, body, Bearer);

    /// <summary>Posts, and gives the message as the API showed it.</summary>
    public async Task<JsonElement> SayAsync(string text)
    {
        var reply = await SendAsync("POST", "/api/v1/messages", new { text });
        Assert.Equal(HttpStatusCode.Created, reply.Status);
        return reply.Json;
    }

    public async Task FollowAsync(Person other) =>
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync("PUT", $"/api/v1/me/following/{other.Segment}")).Status);
}
