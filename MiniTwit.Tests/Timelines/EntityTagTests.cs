using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Timelines;

public sealed class EntityTagTests(StackFixture stack)
{
    [Fact]
    public async Task Who_knows_an_answer_already_is_not_sent_it_again()
    {
        var (me, other) = (await Person.JoinAsync(stack), await Person.JoinAsync(stack));
        await me.FollowAsync(other);
        await other.SayAsync("one");
        string[] paths =
        [
            "/api/v1/timelines/home",
            $"/api/v1/users/{other.Segment}",
            $"/api/v1/users/{other.Segment}/messages",
            "/api/v1/me",
        ];
        var tags = new Dictionary<string, string>();
        foreach (var path in paths)
        {
            var first = await me.GetAsync(path);
            tags[path] = first.Header("ETag")!;
            Assert.Matches("^\"[0-9a-f]{32}\"$", tags[path]);
            var again = await AskAsync(me, path, tags[path]);
            Assert.Equal((HttpStatusCode.NotModified, "", tags[path]), (again.Status, again.Body, again.Header("ETag")));
            Assert.Equal(first.Body, (await AskAsync(me, path, "\"another\"")).Body);
        }

        await other.SayAsync("two");

        foreach (var path in paths[..3])
        {
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(me, path, tags[path])).Status);
        }
    }

    [Fact]
    public async Task What_is_refused_has_none()
    {
        Assert.Null((await new Api(stack.Api).GetAsync("/api/v1/users/nobody-of-this-name")).Header("ETag"));
    }

    private Task<Reply> AskAsync(Person person, string path, string tag) =>
        new Api(stack.Api).SendAsync("GET", path, null, person.Bearer, ("If-None-Match", tag));
}
