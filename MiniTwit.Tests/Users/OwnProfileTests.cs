using System.Net;
using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Users;

public sealed class OwnProfileTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Fact]
    public async Task Display_name_and_bio_are_shown_with_the_profile_and_the_name_with_each_message_at_once()
    {
        var person = await Person.JoinAsync(stack);
        var id = (await person.SayAsync("hello")).GetProperty("id").GetInt64();
        Assert.False(Listed(await _api.GetAsync("/api/v1/timelines/public"), id).TryGetProperty("displayName", out _));

        // The list of all messages is kept by the API: it has to hear of each change.
        foreach (var name in new[] { "Ada Lovelace 👩‍💻", "Countess" })
        {
            Assert.Equal(HttpStatusCode.NoContent, (await ChangeAsync(person, name, "I like #math and https://example.com/ada")).Status);

            Assert.Equal(name, Listed(await _api.GetAsync("/api/v1/timelines/public"), id).GetProperty("displayName").GetString());
            Assert.Equal(name, (await _api.GetAsync($"/api/v1/messages/{id}")).Json.GetProperty("displayName").GetString());
            Assert.Equal(name, (await person.GetAsync("/api/v1/me")).Json.GetProperty("displayName").GetString());
        }

        var profile = (await _api.GetAsync($"/api/v1/users/{person.Segment}")).Json;
        Assert.Equal(
            (person.Name, "Countess", "I like #math and https://example.com/ada"),
            (profile.GetProperty("username").GetString(), Text(profile, "displayName"), Text(profile, "bio"))
        );
        Assert.Equal(
            """[{"text":"I like "},{"text":"#math","tag":"math"},{"text":" and "},{"text":"https://example.com/ada","link":"https://example.com/ada"}]""",
            profile.GetProperty("bioParts").GetRawText()
        );
        Assert.Equal(person.Name, Listed(await _api.GetAsync("/api/v1/timelines/public"), id).GetProperty("author").GetString());
    }

    [Fact]
    public async Task Nothing_takes_them_away_again_and_spaces_around_them_are_none()
    {
        var person = await Person.JoinAsync(stack);
        await ChangeAsync(person, "  Ada  ", "a bio\n");
        var me = (await person.GetAsync("/api/v1/me")).Json;
        Assert.Equal(("Ada", "a bio"), (Text(me, "displayName"), Text(me, "bio")));

        Assert.Equal(HttpStatusCode.NoContent, (await ChangeAsync(person, "", null)).Status);

        me = (await person.GetAsync("/api/v1/me")).Json;
        Assert.False(me.TryGetProperty("displayName", out _));
        Assert.False(me.TryGetProperty("bio", out _));
    }

    public static TheoryData<string, string, string> Refused =>
        new()
        {
            { " \u200B", "", "A display name cannot be blank" },
            { new('x', 65), "", "A display name has at most 64 characters" },
            { "a\tb", "", "A display name cannot contain control or invisible characters" },
            { "a\u202Eb", "", "A display name cannot contain control or invisible characters" },
            { "a\u200Db", "", "A display name cannot contain control or invisible characters" },
            { "nul\0", "", "A display name cannot contain control or invisible characters" },
            { "", " \n ", "What you say of yourself cannot be blank" },
            { "", new('x', 281), "What you say of yourself has at most 280 characters" },
            { "", "bell\a", "What you say of yourself cannot contain control characters" },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_refused_change_changes_neither(string displayName, string bio, string detail)
    {
        var person = await Person.JoinAsync(stack);
        await ChangeAsync(person, "Ada", "before");

        var reply = await ChangeAsync(person, displayName, bio);

        Assert.Equal((HttpStatusCode.BadRequest, detail), (reply.Status, reply.Detail));
        var me = (await person.GetAsync("/api/v1/me")).Json;
        Assert.Equal(("Ada", "before"), (Text(me, "displayName"), Text(me, "bio")));
    }

    [Fact]
    public async Task The_most_that_fits_is_taken_as_a_person_counts()
    {
        var person = await Person.JoinAsync(stack);
        var (name, bio) = (string.Concat(Enumerable.Repeat("👩‍💻", 64)), string.Concat(Enumerable.Repeat("👩‍💻", 280)));

        Assert.Equal(HttpStatusCode.NoContent, (await ChangeAsync(person, name, bio)).Status);

        var profile = (await _api.GetAsync($"/api/v1/users/{person.Segment}")).Json;
        Assert.Equal((name, bio), (Text(profile, "displayName"), Text(profile, "bio")));
    }

    [Fact]
    public async Task A_chosen_avatar_is_shown_everywhere_until_that_of_the_address_is_chosen_again()
    {
        var (person, follower) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        var id = (await person.SayAsync("hello")).GetProperty("id").GetInt64();
        await follower.FollowAsync(person);
        Assert.Equal(Avatar.Of(person.Email), Text(Listed(await _api.GetAsync("/api/v1/timelines/public"), id), "avatar"));
        var offered = (await person.GetAsync("/api/v1/me/avatars")).Json.EnumerateArray().ToList();
        Assert.Equal((0, Avatar.Of(person.Email)), (offered[0].GetProperty("choice").GetInt32(), Text(offered[0], "avatar")));
        Assert.Equal(8, offered.Select(avatar => Text(avatar, "avatar")).Distinct().Count());

        foreach (var avatar in new[] { offered[1], offered[2], offered[0] })
        {
            var choice = avatar.GetProperty("choice").GetInt32();
            Assert.Equal(HttpStatusCode.NoContent, (await ChooseAsync(person, choice)).Status);

            var lists = new[] { "/api/v1/timelines/public", $"/api/v1/users/{person.Segment}/messages" };
            foreach (var list in lists)
            {
                Assert.Equal(Text(avatar, "avatar"), Text(Listed(await _api.GetAsync(list), id), "avatar"));
            }

            Assert.Equal(Text(avatar, "avatar"), Text((await _api.GetAsync($"/api/v1/users/{person.Segment}")).Json, "avatar"));
            Assert.Equal(Text(avatar, "avatar"), Text((await person.GetAsync("/api/v1/me")).Json, "avatar"));
            var followed = (await _api.GetAsync($"/api/v1/users/{follower.Segment}/following")).Json.GetProperty("items")[0];
            Assert.Equal(Text(avatar, "avatar"), Text(followed, "avatar"));
        }
    }

    [Fact]
    public async Task Nobody_can_choose_the_avatar_of_somebody_else()
    {
        var (one, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));

        await ChooseAsync(one, 7);
        await ChooseAsync(other, 7);

        Assert.NotEqual(Text((await one.GetAsync("/api/v1/me")).Json, "avatar"), Text((await other.GetAsync("/api/v1/me")).Json, "avatar"));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1000001")]
    [InlineData("null")]
    public async Task A_choice_that_is_none_changes_nothing(string choice)
    {
        var person = await Person.JoinAsync(stack);

        var reply = await person.SendAsync("PUT", "/api/v1/me/avatar", $$"""{"choice":{{choice}}}""");

        Assert.Equal((HttpStatusCode.BadRequest, "choice has to be a number from 0 to 1,000,000"), (reply.Status, reply.Detail));
        Assert.Equal(Avatar.Of(person.Email), Text((await person.GetAsync("/api/v1/me")).Json, "avatar"));
    }

    private static Task<Reply> ChangeAsync(Person person, string? displayName, string? bio) =>
        person.SendAsync("PUT", "/api/v1/me/profile", new { displayName, bio });

    private static Task<Reply> ChooseAsync(Person person, int choice) => person.SendAsync("PUT", "/api/v1/me/avatar", new { choice });

    private static string? Text(JsonElement json, string field) => json.GetProperty(field).GetString();

    private static JsonElement Listed(Reply list, long id) =>
        list.Json.GetProperty("items").EnumerateArray().Single(message => message.GetProperty("id").GetInt64() == id);
}
