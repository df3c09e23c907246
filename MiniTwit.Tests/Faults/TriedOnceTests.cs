using System.Net;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Faults;

/// <summary>Promise: a write whose answer is lost was tried once, and with a key may be sent again.</summary>
public sealed class TriedOnceTests(StackFixture stack) : WebTest(stack)
{
    [Fact]
    public async Task A_client_that_sends_again_with_the_same_key_has_one_message()
    {
        var person = await Person.JoinAsync(Stack);
        await using var network = new TcpProxy(Stack.Api.Host, Stack.Api.Port);
        var api = new Api(new Uri($"http://127.0.0.1:{network.Port}"));
        (string, string)[] key = [("Idempotency-Key", $"{Guid.NewGuid()}")];

        network.LosesAnswers = true;
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync());
        network.LosesAnswers = false;
        var again = await PostAsync();

        Assert.Equal(HttpStatusCode.Created, again.Status);
        Assert.Equal(["once"], await Stored.MessagesOfAsync(person.Name));

        Task<Reply> PostAsync() => api.SendAsync("POST", "/api/v1/messages", new { text = "once" }, person.Bearer, key);
    }

    [Fact]
    public async Task The_pages_do_not_send_again_what_may_have_arrived()
    {
        var name = NewName();
        await RegisteredAsync(name);
        await using var network = new TcpProxy(Stack.Api.Host, Stack.Api.Port);
        await using var web = await PagesBefore.StartAsync(Stack, $"http://127.0.0.1:{network.Port}");
        using var visitor = new Visitor(web.Address);
        await SignInAsync(visitor, name);

        network.LosesAnswers = true;
        var lost = await ShareAsync(visitor, "once");
        network.LosesAnswers = false;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "once"), (lost.Status, lost.Value("text")));
        Assert.Equal(["once"], await Stored.MessagesOfAsync(name));
        var again = await visitor.PostAsync("/add_message", ("text", "once"), ("key", lost.Value("key")!));
        Assert.Equal(["Your message was recorded"], again.Flashes);
        Assert.Equal(["once"], await Stored.MessagesOfAsync(name));
    }
}
