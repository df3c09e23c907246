using System.Net;
using System.Net.Http.Headers;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Data;

/// <summary>Many ask for the longest list at once, and do not hurry to read it.</summary>
[Collection(Duress.Name)]
public sealed class LongListTests(OwnDatabase own)
{
    private const int Readers = 12;
    private const string Longest = "/msgs?no=10000";

    [Fact]
    public async Task Long_lists_are_bounded_together_and_hold_up_no_short_one()
    {
        var author = await own.JoinAsync();
        // Escaped in JSON, a row is some three kilobytes: no socket's buffer takes a list.
        await own.Direct.ChangeAsync(
            "INSERT INTO messages (author_id, text) SELECT u.id, repeat('🐘', 280) FROM users u, generate_series(1, 10000) WHERE u.name = $1",
            author.Name);
        var answers = new List<HttpResponseMessage>();
        using var client = StackFixture.CreateClient(own.Address);
        try
        {
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => BeginAsync(client))));
            var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable).ToList();
            Assert.InRange(refused.Count, 1, Readers - 1);
            Assert.All(refused, answer => Assert.NotNull(answer.Headers.RetryAfter));
            Assert.All(answers.Except(refused), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));

            for (var times = 0; times < 20; times++)
                Assert.Equal(HttpStatusCode.OK, (await own.Api.SimulateAsync("GET", "/msgs?no=100")).Status);
        }
        finally
        {
            answers.ForEach(answer => answer.Dispose());
            await own.Direct.ChangeAsync("TRUNCATE messages");
        }

        await WaitForOkAsync();
    }

    // Reads the head of the answer and no more.
    private static async Task<HttpResponseMessage> BeginAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Longest);
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(Api.SimulatorCredential);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    // Those who left make room for others.
    private async Task WaitForOkAsync()
    {
        for (var attempt = 0; (await own.Api.SimulateAsync("GET", Longest)).Status != HttpStatusCode.OK; attempt++)
            Assert.True(attempt < 10, "There is no room for a long list.");
    }
}
