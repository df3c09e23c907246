using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Followers;

public sealed class SuggestionTests(StackFixture stack)
{
    [Fact]
    public async Task Who_wrote_lately_and_is_not_followed_is_suggested()
    {
        var (me, followed, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        await me.FollowAsync(followed);

        // Other tests write meanwhile.
        for (var attempt = 1; ; attempt++)
        {
            foreach (var person in new[] { other, followed, me })
            {
                await person.SayAsync("here I am");
            }

            var suggested = (await me.GetAsync("/api/v1/me/suggestions")).Json.EnumerateArray().ToList();
            var names = suggested.Select(user => user.GetProperty("username").GetString()!).ToList();
            Assert.InRange(names.Count, 1, 5);
            Assert.DoesNotContain(me.Name, names);
            Assert.DoesNotContain(followed.Name, names);
            Assert.All(suggested, user => Assert.False(user.GetProperty("followedByMe").GetBoolean()));
            if (names.Contains(other.Name) || attempt == 20)
            {
                Assert.Contains(other.Name, names);
                break;
            }
        }
    }

    [Fact]
    public async Task Lists_of_people_say_whom_I_follow()
    {
        var (me, one, other, star) = (
            await Person.JoinAsync(stack),
            await Person.JoinAsync(stack),
            await Person.JoinAsync(stack),
            await Person.JoinAsync(stack)
        );
        await one.FollowAsync(star);
        await other.FollowAsync(star);
        await star.FollowAsync(one);
        await me.FollowAsync(one);

        Assert.Equal([(other.Name, false), (one.Name, true)], await ListAsync($"/api/v1/users/{star.Segment}/followers"));
        Assert.Equal([(one.Name, true)], await ListAsync($"/api/v1/users/{star.Segment}/following"));

        async Task<List<(string, bool)>> ListAsync(string path) =>
            [
                .. (await me.GetAsync(path))
                    .Json.GetProperty("items")
                    .EnumerateArray()
                    .Select(user => (user.GetProperty("username").GetString()!, user.GetProperty("followedByMe").GetBoolean())),
            ];
    }
}
