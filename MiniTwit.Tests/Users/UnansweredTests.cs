using System.Net;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Users;

/// <summary>What is left behind of requests that were refused, or whose senders did not wait.</summary>
public sealed class UnansweredTests(StackFixture stack) : WebTest(stack)
{
    private const string Waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INTO users%' AND pid <> pg_backend_pid()";
    private const string Busy = "MiniTwit is busy right now. Try again in a moment.";
    private static readonly string[] Answers = ["Invalid password", Busy];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("/register", "pwd")]
    [InlineData("/api/v1/users", "password")]
    public async Task A_registration_that_is_being_stored_is_not_broken_off(string path, string password)
    {
        var ct = TestContext.Current.CancellationToken;
        var name = Person.NewName();
        await using var api = await PatientApi.StartAsync(Stack);
        await using var other = await Stack.Database.OpenConnectionAsync(ct);
        await using var holding = await other.BeginTransactionAsync(ct);
        await using var insert = other.CreateCommand();
        insert.CommandText =
            "INSERT INTO users (name, normalized_name, email, password_hash, password_is_interim, created_at) VALUES ($1, $2, 'a@b', '', false, now())";
        insert.Parameters.Add(new() { Value = name });
        insert.Parameters.Add(new() { Value = name.ToUpperInvariant() });
        await insert.ExecuteNonQueryAsync(ct);

        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var client = StackFixture.CreateClient(api.Address);
        using var body = new StringContent(
            $$"""{"username":"{{name}}","email":"a@b","{{password}}":"p"}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        var answer = client.PostAsync(new Uri(path, UriKind.Relative), body, impatience.Token);
        await WaitUntilAsync(() => Stack.Database.ValueAsync<long>(Waiting), 1);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        // Time for the API to notice; where it does not break off, none is needed.
        await Task.Delay(TimeSpan.FromSeconds(1), ct);
        await holding.RollbackAsync(ct);

        await WaitUntilAsync(() => Stack.Database.ValueAsync<long>("SELECT count(*) FROM users WHERE name = $1", name), 1);
    }

    [Fact]
    public async Task Of_many_who_sign_up_at_once_those_who_are_refused_are_not_registered_and_pages_are_served_meanwhile()
    {
        var names = Enumerable.Range(0, 60).Select(_ => NewName()).ToArray();

        var signingUp = Task.WhenAll(names.Select(name => RegisterAsync(Visit(), name)));
        var pages = new List<HttpStatusCode>();
        do
        {
            pages.Add((await Visit().GetAsync("/public")).Status);
        } while (!signingUp.IsCompleted);

        Assert.All(pages, status => Assert.Equal(HttpStatusCode.OK, status));
        foreach (var (name, page) in names.Zip(await signingUp))
        {
            Assert.Equal(page.Flashes is ["You were successfully registered and can login now"], await Stored.HasUserAsync(name));
            if (page.Errors is [var error])
            {
                Assert.Equal((HttpStatusCode.ServiceUnavailable, Busy, true), (page.Status, error, page.Headers.RetryAfter is not null));
            }
        }
    }

    [Fact]
    public async Task A_flood_of_wrong_passwords_takes_no_page_down()
    {
        var name = NewName();
        await RegisteredAsync(name);

        var flood = Task.WhenAll(Enumerable.Range(0, 150).Select(_ => SignInAsync(Visit(), name, "wrong")));
        var pages = new List<HttpStatusCode>();
        do
        {
            pages.Add((await Visit().GetAsync("/public")).Status);
        } while (!flood.IsCompleted);
        pages.Add((await Visit().GetAsync("/public")).Status);

        Assert.All(pages, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.All(await flood, page => Assert.Contains(Assert.Single(page.Errors), Answers));
    }

    private static async Task WaitUntilAsync(Func<Task<long>> count, long expected)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        while (await count() != expected)
        {
            await Task.Delay(50, timeout.Token);
        }
    }
}
