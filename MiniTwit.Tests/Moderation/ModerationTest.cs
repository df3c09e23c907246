using System.Globalization;
using System.Net;
using System.Text.Json;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Moderation;

/// <summary>Tests with administrators. What others report at the same time stands in the same queue, and is passed over.</summary>
public abstract class ModerationTest(StackFixture stack)
{
    protected const string Queue = "/api/v1/moderation/reports";
    protected const string Log = "/api/v1/moderation/log";
    private const int MostPages = 20;

    protected StackFixture Stack => stack;

    internal Api Api { get; } = new(stack.Api);

    /// <summary>Somebody who is made an administrator behind the API's back; the command line has tests of its own.</summary>
    private protected async Task<Person> AdministratorAsync()
    {
        var person = await Person.JoinAsync(stack, "Admin");
        await stack.Database.ChangeAsync("UPDATE users SET is_administrator = true WHERE name = $1", person.Name);
        return person;
    }

    private protected static async Task<string> SayAsync(Person author, string text = "to be reported") =>
        (await author.SayAsync(text)).GetProperty("id").GetRawText();

    private protected static Task<Reply> ReportAsync(Person by, string id, string? reason = "spam", string? comment = null) =>
        by.SendAsync("POST", $"/api/v1/messages/{id}/reports", new { reason, comment });

    private protected static Task<Reply> ActAsync(Person by, string act, string id, string? note = null) =>
        by.SendAsync("POST", $"/api/v1/moderation/messages/{id}/{act}", new { note });

    private protected static Task<Reply> ActAsync(Person by, string act, Person on, string? note = null) =>
        by.SendAsync("POST", $"/api/v1/moderation/users/{on.Segment}/{act}", new { note });

    /// <summary>What the queue has of a message; undefined where it has nothing.</summary>
    private protected static async Task<JsonElement> QueuedAsync(Person administrator, string id)
    {
        for (var (path, pages) = (Queue + "?limit=100", 0); pages < MostPages; pages++)
        {
            var page = (await administrator.GetAsync(path)).Json;
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                if (item.GetProperty("message").GetProperty("id").GetRawText() == id)
                {
                    return item;
                }
            }

            if (page.GetProperty("next").GetString() is not { } next)
            {
                return default;
            }

            path = $"{Queue}?limit=100&cursor={next}";
        }

        throw new InvalidOperationException("The queue has no end.");
    }

    /// <summary>The log's acts on a user or the user's messages, oldest first, each as "who act note".</summary>
    private protected Task<List<string>> ActsOnAsync(Person user) =>
        stack.Database.TextsAsync(
            "SELECT concat_ws(' ', coalesce(administrator, 'operator') || ':', act, note) FROM moderation_acts WHERE user_name = $1 ORDER BY id",
            user.Name
        );

    private protected static async Task<bool> EventuallyAsync(Func<Task<bool>> holds)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            if (await holds())
            {
                return true;
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        return false;
    }

    private protected static void AssertDone(Reply reply) => Assert.Equal((HttpStatusCode.NoContent, ""), (reply.Status, reply.Body));

    private protected static void AssertRefused(HttpStatusCode status, string detail, Reply reply) =>
        Assert.Equal((status, detail), (reply.Status, reply.Detail));

    private protected async Task<bool> IsShownAsync(string id) =>
        (await Api.GetAsync($"/api/v1/messages/{long.Parse(id, CultureInfo.InvariantCulture)}")).Status == HttpStatusCode.OK;
}
