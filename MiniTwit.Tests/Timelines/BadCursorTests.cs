using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Timelines;

public sealed class BadCursorTests(StackFixture stack)
{
    private static readonly string[] Routes =
    [
        "/api/v1/timelines/public",
        "/api/v1/timelines/home",
        "/api/v1/users/{0}/messages",
        "/api/v1/users/{0}/followers",
        "/api/v1/search/messages?q=x",
        "/api/v1/users/{0}/following",
        "/api/v1/me/blocks",
        "/api/v1/me/mutes",
    ];

    public static TheoryData<string, string, string> Queries
    {
        get
        {
            const string Unknown = "The cursor is unknown",
                Limit = "limit must be between 1 and 100",
                Malformed = "The request is malformed.";
            (string Query, string Detail)[] queries =
            [
                ("cursor=x", Unknown),
                ("cursor=1", Unknown),
                ("cursor='%20OR%201=1", Unknown),
                ("cursor=%00", Unknown),
                ("cursor=%F0%9F%8E%89", Unknown),
                ("cursor=AAAAAAAAAAAAAA", Unknown),
                ("cursor=AgEBAA%00", Unknown),
                // Of today's version: no direction, an id below zero, transactions that are missing, too many, and more than was said.
                ("cursor=AgMBAA", Unknown),
                ("cursor=AgH___________8BAA", Unknown),
                ("cursor=AgEBAg", Unknown),
                ("cursor=AgEB_____wc", Unknown),
                ("cursor=AgEBAAE", Unknown),
                ("cursor=AgIBAAAB", Unknown),
                ("cursor=AQIAAAAAAAAAAQ", Unknown),
                ("cursor=AQD__________w", Unknown),
                ("cursor=" + new string('A', 4_000), Unknown),
                ("limit=0", Limit),
                ("limit=-1", Limit),
                ("limit=101", Limit),
                ("limit=2147483647", Limit),
                ("limit=abc", Malformed),
                ("limit=99999999999", Malformed),
                ("limit=1.5", Malformed),
                ("limit=1%00", Malformed),
                ("limit=1%00%00", Malformed),
            ];
            var data = new TheoryData<string, string, string>();
            foreach (var route in Routes)
            {
                foreach (var (query, detail) in queries)
                {
                    data.Add(route, query, detail);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_cursor_or_limit_that_is_no_good_is_told(string route, string query, string detail)
    {
        var person = await Person.JoinAsync(stack);

        var reply = await person.GetAsync(
            $"{route.Replace("{0}", person.Segment, StringComparison.Ordinal)}{(route.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}"
        );

        Assert.Equal((HttpStatusCode.BadRequest, detail), (reply.Status, reply.Detail));
    }
}
