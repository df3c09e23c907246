using System.Net.Http.Headers;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;
using MiniTwit.Tests.Reference.Generated.Api.V1;
using MiniTwit.Tests.Reference.Generated.Models;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Reference;

/// <summary>
/// The API used through a client that a generator made of the committed document (ApiClient.targets): what is missing or wrong there
/// does not compile here, or does not arrive.
/// </summary>
public sealed class GeneratedClientTests(StackFixture stack)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signs_up_signs_in_and_posts_once()
    {
        var name = Person.NewName();
        using var anybody = Client();

        var profile = await anybody.Api.Users.PostAsync(
            new()
            {
                Username = name,
                Email = "a@example.org",
                Password = "correct horse",
            },
            cancellationToken: Cancellation
        );
        var session = await anybody.Api.Sessions.PostAsync(
            new() { Username = name, Password = "correct horse" },
            cancellationToken: Cancellation
        );
        using var mine = Client(session?.Token);
        var me = await mine.Api.Me.GetAsync(cancellationToken: Cancellation);
        var (posted, again) = (await PostAsync("Hello #world"), await PostAsync("Hello #world"));

        Assert.Equal((name, 0, null), (profile?.Username, profile?.Messages, profile?.FollowedByMe));
        Assert.Equal((name, "a@example.org", null), (me?.Username, me?.Email, me?.DisplayName));
        Assert.InRange(me!.CreatedAt!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        Assert.Equal((name, "Hello #world", null), (posted?.Author, posted?.Text, posted?.InReplyTo));
        Assert.Equal([("Hello ", null), ("#world", "world")], posted!.Parts!.Select(part => (part.Text!, part.Tag)));
        Assert.Equal(posted.Id, again?.Id);

        Task<PostedMessage?> PostAsync(string text) =>
            mine.Api.Messages.PostAsync(new() { Text = text }, request => request.Headers.Add("Idempotency-Key", "hello-1"), Cancellation);
    }

    [Fact]
    public async Task Reads_a_timeline_page_by_page_in_both_directions()
    {
        var person = await Person.JoinAsync(stack);
        using var client = Client(person.Token);
        var timeline = client.Api.Users[person.Name].Messages;
        var said = new List<long?>();
        foreach (var text in new[] { "one", "two", "three" })
        {
            said.Insert(0, (await client.Api.Messages.PostAsync(new() { Text = text }, cancellationToken: Cancellation))?.Id);
        }

        var newest = await PageAsync(null);
        var older = await PageAsync(newest.Next);
        var four = await client.Api.Messages.PostAsync(new() { Text = "four" }, cancellationToken: Cancellation);
        var newer = await PageAsync(newest.Prev);

        Assert.Equal(said, [.. Ids(newest), .. Ids(older)]);
        Assert.Equal(2, newest.Items?.Count);
        Assert.Null(older.Next);
        Assert.Equal([four?.Id], Ids(newer));

        async Task<PageOfPostedMessage> PageAsync(string? cursor) =>
            (
                await timeline.GetAsync(
                    request => (request.QueryParameters.Limit, request.QueryParameters.Cursor) = (2, cursor),
                    Cancellation
                )
            )!;
    }

    [Fact]
    public async Task Follows_answers_and_searches()
    {
        var (alice, bob) = (await Person.JoinAsync(stack, "Alice"), await Person.JoinAsync(stack, "Bob"));
        using var hers = Client(alice.Token);
        using var his = Client(bob.Token);
        var word = $"word{Guid.NewGuid():N}";
        var question = await hers.Api.Messages.PostAsync(new() { Text = $"A {word}?" }, cancellationToken: Cancellation);

        await his.Api.Me.Following[alice.Name].PutAsync(cancellationToken: Cancellation);
        var answer = await his.Api.Messages.PostAsync(
            new() { Text = $"@{alice.Name} yes", InReplyTo = question?.Id },
            cancellationToken: Cancellation
        );

        var home = await his.Api.Timelines.Home.GetAsync(cancellationToken: Cancellation);
        Assert.Equal([answer?.Id, question?.Id], Ids(home!));
        var followers = await his.Api.Users[alice.Name].Followers.GetAsync(cancellationToken: Cancellation);
        Assert.Equal(bob.Name, Assert.Single(followers!.Items!).Username);
        var conversation = await hers.Api.Messages[answer!.Id!.Value].Conversation.GetAsync(cancellationToken: Cancellation);
        Assert.Equal(
            (answer.Id, question?.Id, 0),
            (conversation?.Message?.Id, conversation?.InReplyTo?.Id, conversation?.Answers?.Items?.Count)
        );
        var mentions = await hers.Api.Me.Mentions.GetAsync(cancellationToken: Cancellation);
        Assert.Equal([answer.Id], Ids(mentions!));
        var found = await hers.Api.Search.Messages.GetAsync(request => request.QueryParameters.Q = word, Cancellation);
        Assert.Equal([question?.Id], Ids(found!));
        var people = await hers.Api.Search.Users.GetAsync(request => request.QueryParameters.Q = bob.Name, Cancellation);
        Assert.Equal(bob.Name, Assert.Single(people!).Username);

        await his.Api.Me.Following[alice.Name].DeleteAsync(cancellationToken: Cancellation);
        Assert.Equal([answer.Id], Ids((await his.Api.Timelines.Home.GetAsync(cancellationToken: Cancellation))!));
    }

    [Fact]
    public async Task Reads_a_problem_as_what_is_thrown()
    {
        var person = await Person.JoinAsync(stack);
        using var client = Client(person.Token);

        var problem = await Assert.ThrowsAsync<ProblemDetails>(() =>
            client.Api.Messages.PostAsync(new() { Text = "" }, cancellationToken: Cancellation)
        );

        Assert.Equal((400, 400, "Bad Request"), (problem.ResponseStatusCode, problem.Status, problem.Title));
        Assert.Equal("You have to enter a message", problem.Detail);
        Assert.Equal(problem.Detail, problem.Message);
        Assert.Matches("^[0-9a-f]{32}$", problem.TraceId);
        Assert.Empty(problem.AdditionalData);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(401)]
    [InlineData(409)]
    public async Task Has_a_type_for_each_failure(int status)
    {
        var person = await Person.JoinAsync(stack);
        using var client = Client(status == 401 ? "no such token" : person.Token);

        var problem = await Assert.ThrowsAsync<ProblemDetails>(() =>
            status == 409
                ? client.Api.Users.PostAsync(
                    new()
                    {
                        Username = person.Name,
                        Email = "a@b",
                        Password = "p",
                    },
                    cancellationToken: Cancellation
                )
                : client.Api.Users[Person.NewName()].GetAsync(cancellationToken: Cancellation)
        );

        Assert.Equal((status, status), (problem.ResponseStatusCode, problem.Status));
    }

    [Fact]
    public async Task Listens_to_what_is_new()
    {
        using var client = Client();

        await using var events = await client.Api.Timelines.Public.Live.GetAsync(
            request => request.QueryParameters.Seconds = 0,
            Cancellation
        );

        using var reader = new StreamReader(events!);
        Assert.Contains("data: {\"new\":0}", await reader.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    private SignedIn Client(string? token = null) => new(stack, token);

    private static IEnumerable<long?> Ids(PageOfPostedMessage page) => page.Items!.Select(message => message.Id);

    /// <summary>The client with somebody's token, or nobody's.</summary>
    private sealed class SignedIn : IDisposable
    {
        private readonly HttpClient _http;
        private readonly HttpClientRequestAdapter _adapter;

        public SignedIn(StackFixture stack, string? token)
        {
            _http = StackFixture.CreateClient(stack.Api);
            _http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            _adapter = new(new AnonymousAuthenticationProvider(), httpClient: _http)
            {
                BaseUrl = stack.Api.GetLeftPart(UriPartial.Authority),
            };
            Api = new Generated.ApiClient(_adapter).Api.V1;
        }

        public V1RequestBuilder Api { get; }

        public void Dispose()
        {
            _adapter.Dispose();
            _http.Dispose();
        }
    }
}
