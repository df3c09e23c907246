using System.Text.Json;
using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.Timelines;

/// <summary>A list that can be paged, what makes an item of it appear, and what its items are told apart by.</summary>
internal sealed record PagedList(string Path, string Field, string Insert)
{
    private const string Say = "INSERT INTO messages (author_id, text) SELECT id, $2 FROM users WHERE name = $1";

    private const string Join =
        "WITH other AS (INSERT INTO users (name, normalized_name, email, password_hash) VALUES ($2, upper($2), 'a@b', '') RETURNING id) ";

    // The owner mutes somebody with each, and so gets lists that leave somebody out.
    private const string SayHiding =
        Join
        + ", muted AS (INSERT INTO blocks (user_id, other_id, is_mute) SELECT u.id, other.id, true FROM other, users u WHERE u.name = $1) "
        + Say;

    private static readonly Dictionary<string, PagedList> All = new()
    {
        ["public"] = new("/api/v1/timelines/public", "text", Say),
        ["home"] = new("/api/v1/timelines/home", "text", Say),
        ["user"] = new("/api/v1/users/{0}/messages", "text", Say),
        ["search"] = new("/api/v1/search/messages?q={1}", "text", Say),
        ["public, hiding"] = new("/api/v1/timelines/public", "text", SayHiding),
        ["home, hiding"] = new("/api/v1/timelines/home", "text", SayHiding),
        ["search, hiding"] = new("/api/v1/search/messages?q={1}", "text", SayHiding),
        ["followers"] = new(
            "/api/v1/users/{0}/followers",
            "username",
            Join + "INSERT INTO follows (follower_id, followee_id) SELECT other.id, u.id FROM other, users u WHERE u.name = $1"
        ),
        ["following"] = new(
            "/api/v1/users/{0}/following",
            "username",
            Join + "INSERT INTO follows (follower_id, followee_id) SELECT u.id, other.id FROM other, users u WHERE u.name = $1"
        ),
        ["blocks"] = new(
            "/api/v1/me/blocks",
            "username",
            Join + "INSERT INTO blocks (user_id, other_id, is_mute) SELECT u.id, other.id, false FROM other, users u WHERE u.name = $1"
        ),
    };

    public static IEnumerable<string> Names => All.Keys;

    public static PagedList Of(string name, Person owner) =>
        All[name] with
        {
            Path = All[name]
                .Path.Replace("{0}", owner.Segment, StringComparison.Ordinal)
                .Replace("{1}", owner.Name[^9..], StringComparison.Ordinal),
        };

    public async Task AddAsync(NpgsqlConnection connection, Person owner, string item)
    {
        await using var command = new NpgsqlCommand(Insert, connection)
        {
            Parameters =
            {
                new() { Value = owner.Name },
                new() { Value = item },
            },
        };
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    public async Task<(List<string> Items, string Prev)> ReadAsync(Person reader, string query)
    {
        var reply = await reader.GetAsync(Path + (Path.Contains('?', StringComparison.Ordinal) ? "&" + query[1..] : query));
        var page = reply.Json;
        return (
            [.. page.GetProperty("items").EnumerateArray().Reverse().Select(item => item.GetProperty(Field).GetString()!)],
            page.GetProperty("prev") is { ValueKind: JsonValueKind.String } prev
                ? prev.GetString()!
                : throw new InvalidOperationException(reply.ToString())
        );
    }
}
