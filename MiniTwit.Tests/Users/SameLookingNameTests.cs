using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Users;

/// <summary>Names that look the same are one, wherever a name is given.</summary>
public sealed class SameLookingNameTests(StackFixture stack)
{
    private const string Taken = "The username is already taken";

    private readonly Api _api = new(stack.Api);

    /// <summary>The beginning of a name as somebody registered it, and what looks like it.</summary>
    public static TheoryData<string, string> Pairs =>
        new()
        {
            { "Andr\u00E9", "Andre\u0301" },
            { "Andre\u0301", "Andr\u00E9" },
            { "\u1FB3", "\u03B1\u0345" },
            { "\uAC00", "\u1100\u1161" },
            { "Ada", "A\uFE0Fda" },
            { "Ada", "A\u034Fda" },
            { "Ada", "A\u3164da" },
            { "Ada L", "Ada  L" },
            { "Ada L", "Ada\u00A0L" },
            { "Ada L", "Ada\u2800L" },
            { "Ada", "\uFF21\uFF44\uFF41" },
            { "Ada", "\U0001D400\U0001D41D\U0001D41A" },
            { "file", "\uFB01le" },
            { "IV", "\u2163" },
            { "wei\u00DF", "WEI\u1E9E" },
            { "WEI\u1E9E", "wei\u00DF" },
            { "COBA", "\u0421\u041E\u0412\u0410" },
            { "COBA \u0416", "\u0421\u041E\u0412\u0410 \u0416" },
            { "TOM", "\u03A4\u039F\u039C" },
            { "\u041C\u0410\u041C\u0410", "\u039C\u0391\u039C\u0391" },
            { "\u0646\u0645\u06CC\u200C\u062F\u0627\u0646\u0645", "\u0646\u0645\u06CC\u062F\u0627\u0646\u0645" },
            { "\u2764", "\u2764\uFE0F" },
        };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task They_are_one_name(string registered, string alike)
    {
        var person = await JoinAsync(registered);
        var other = person.Name.Replace(registered, alike, StringComparison.Ordinal);
        var before = await Rows.CountAsync(stack.Database);

        var simulated = await _api.RegisterAsync(other);
        var reply = await _api.PostAsync(
            "/api/v1/users",
            new
            {
                username = other,
                email = "a@b",
                password = "p",
            }
        );

        Assert.Equal((HttpStatusCode.BadRequest, Taken), (simulated.Status, simulated.Json.GetProperty("error_msg").GetString()));
        Assert.Equal((HttpStatusCode.Conflict, Taken), (reply.Status, reply.Detail));
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
        var profile = await _api.GetAsync($"/api/v1/users/{Uri.EscapeDataString(other)}");
        Assert.Equal(person.Name, profile.Json.GetProperty("username").GetString());
    }

    [Fact]
    public async Task Whatever_takes_a_name_takes_it_in_either_form()
    {
        var (person, reader) = (await JoinAsync("Andr\u00E9"), await Person.JoinAsync(stack));
        var other = person.Name.Replace("\u00E9", "e\u0301", StringComparison.Ordinal);
        var segment = Uri.EscapeDataString(other);

        Assert.Equal(
            HttpStatusCode.Created,
            (await _api.PostAsync("/api/v1/sessions", new { username = other, password = person.Password })).Status
        );
        Assert.Equal(HttpStatusCode.NoContent, (await _api.SimulateAsync("POST", $"/msgs/{segment}", new { content = "hello" })).Status);
        Assert.Equal(person.Name, (await _api.SimulateAsync("GET", $"/msgs/{segment}")).Json[0].GetProperty("user").GetString());
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await _api.SimulateAsync("POST", $"/fllws/{reader.Segment}", new { follow = other })).Status
        );
        Assert.Equal([person.Name], await FollowedAsync(reader));
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await _api.SimulateAsync("POST", $"/fllws/{reader.Segment}", new { unfollow = other })).Status
        );
        Assert.Equal([], await FollowedAsync(reader));
        Assert.Equal(HttpStatusCode.NoContent, (await reader.SendAsync("PUT", $"/api/v1/me/following/{segment}")).Status);
        Assert.Equal([person.Name], await FollowedAsync(reader));
        Assert.Equal("You cannot follow yourself", (await person.SendAsync("PUT", $"/api/v1/me/following/{segment}")).Detail);
        Assert.Single((await _api.GetAsync($"/api/v1/users/{segment}/messages")).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Of_several_who_register_names_that_look_the_same_at_once_one_gets_it()
    {
        var name = Person.NewName("Andr\u00E9");
        string[] names =
        [
            name,
            name.Replace("\u00E9", "e\u0301", StringComparison.Ordinal),
            name.Replace(" ", "  ", StringComparison.Ordinal),
        ];

        var replies = await Task.WhenAll(names.Select(username => _api.RegisterAsync(username)));

        Assert.Equal(
            [HttpStatusCode.NoContent, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest],
            replies.Select(reply => reply.Status).Order()
        );
    }

    /// <summary>As people may have registered before.</summary>
    [Fact]
    public async Task Two_who_had_names_that_look_the_same_keep_them_and_are_found_by_them()
    {
        var person = await JoinAsync("Andr\u00E9");
        var other = person.Name.Replace("\u00E9", "e\u0301", StringComparison.Ordinal);
        await using (var before = await OpenTransaction.BeginAsync(stack.Database))
        {
            await before.RunAsync("SET LOCAL session_replication_role = replica");
            await before.RunAsync(
                """
                INSERT INTO users (name, normalized_name, email, password_hash, created_at)
                SELECT $2, $3, email, password_hash, now() FROM users WHERE name = $1
                """,
                person.Name,
                other,
                other.ToUpperInvariant()
            );
            await before.CommitWhenAwaitedAsync(0);
        }

        foreach (var name in new[] { person.Name, other })
        {
            var reply = await _api.PostAsync("/api/v1/sessions", new { username = name.ToUpperInvariant(), password = person.Password });
            Assert.Equal((HttpStatusCode.Created, name), (reply.Status, reply.Json.GetProperty("username").GetString()));
        }
    }

    /// <summary>What an older replica, still running while a newer one is already there, sends.</summary>
    [Fact]
    public async Task The_database_itself_refuses_the_second()
    {
        var person = await JoinAsync("Andr\u00E9");
        var other = person.Name.Replace("\u00E9", "e\u0301", StringComparison.Ordinal);

        Assert.Equal(
            0,
            await stack.Database.ChangeAsync(
                """
                INSERT INTO users (name, normalized_name, email, password_hash, password_is_interim, created_at)
                VALUES ($1, $2, 'a@b', 'x', false, now()) ON CONFLICT (normalized_name) DO NOTHING
                """,
                other,
                other.ToUpperInvariant()
            )
        );
    }

    private async Task<Person> JoinAsync(string beginning)
    {
        var person = await Person.JoinAsync(stack, beginning);
        Assert.StartsWith(beginning, person.Name, StringComparison.Ordinal);
        return person;
    }

    private async Task<IEnumerable<string?>> FollowedAsync(Person person) =>
        (await _api.SimulateAsync("GET", $"/fllws/{person.Segment}"))
            .Json.GetProperty("follows")
            .EnumerateArray()
            .Select(name => name.GetString());
}
