using System.Net;
using System.Net.Http.Headers;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Data;

/// <summary>Many ask for the longest list at once, and do not hurry to read it.</summary>
[Collection(Duress.Name)]
public sealed class LongListTests(OwnDatabase own) : IAsyncLifetime
{
    private const int Readers = 12;
    private const string Longest = "/msgs?no=10000";

    private readonly HttpClient _client = StackFixture.CreateClient(own.Address);
    private readonly List<Task<HttpResponseMessage>> _begun = [];
    private Member _author = null!;

    public async ValueTask InitializeAsync()
    {
        _author = await own.JoinAsync();
        // Escaped in JSON, a row is some three kilobytes: no socket's buffer takes a list.
        await own.Direct.ChangeAsync(
            "INSERT INTO messages (author_id, text) SELECT u.id, repeat('🐘', 280) FROM users u, generate_series(1, 10000) WHERE u.name = $1",
            _author.Name
        );
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        _client.Dispose();
        await own.Direct.ChangeAsync("TRUNCATE messages CASCADE");
    }

    [Fact]
    public async Task Long_lists_are_bounded_together_and_hold_up_no_short_one()
    {
        Begin(Readers);
        var answers = await Task.WhenAll(_begun);
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable).ToList();
        Assert.InRange(refused.Count, 1, Readers - 1);
        Assert.All(refused, answer => Assert.NotNull(answer.Headers.RetryAfter));
        Assert.All(answers.Except(refused), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));

        for (var times = 0; times < 20; times++)
        {
            Assert.Equal(HttpStatusCode.OK, (await own.Api.SimulateAsync("GET", "/msgs?no=100")).Status);
        }

        // Those who left make room for others.
        await LeaveAsync();
        Assert.Equal(HttpStatusCode.OK, (await own.Api.SimulateAsync("GET", Longest)).Status);
    }

    [Fact]
    public async Task Who_does_not_take_a_long_list_gives_way_to_who_waits()
    {
        Begin(Readers);
        await Task.WhenAny(_begun);

        string[] others = ["/msgs?no=101", $"/msgs/{_author.Segment}?no=101", $"/fllws/{_author.Segment}?no=200"];
        foreach (var other in others)
        {
            Assert.Equal(HttpStatusCode.OK, (await own.Api.SimulateAsync("GET", other)).Status);
        }
    }

    [Fact]
    public async Task A_crowd_that_wants_long_lists_waits_instead_of_being_refused_at_once()
    {
        Begin(2);
        await Task.WhenAll(_begun);

        var crowd = Enumerable.Range(0, 100).Select(_ => own.Api.SimulateAsync("GET", $"/fllws/{_author.Segment}?no=10000")).ToList();
        // Less than anybody has to wait, and enough for what is refused at once.
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(crowd, one => one is { IsCompletedSuccessfully: true, Result.Status: HttpStatusCode.ServiceUnavailable });

        await LeaveAsync();
        Assert.Contains(HttpStatusCode.OK, (await Task.WhenAll(crowd)).Select(reply => reply.Status));
    }

    private void Begin(int readers) => _begun.AddRange(Enumerable.Range(0, readers).Select(_ => BeginAsync()));

    // Reads the head of the answer and no more.
    private async Task<HttpResponseMessage> BeginAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Longest);
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(Api.SimulatorCredential);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    private async Task LeaveAsync()
    {
        foreach (var answer in await Task.WhenAll(_begun))
        {
            answer.Dispose();
        }

        _begun.Clear();
    }
}
