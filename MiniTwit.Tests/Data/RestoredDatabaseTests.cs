using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Data;

/// <summary>The database comes back as it was before: what was last written is gone, and its ids are given again.</summary>
[Collection(Duress.Name)]
public sealed class RestoredDatabaseTests(OwnDatabase own)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task What_is_gone_is_not_shown_and_what_has_its_id_now_is()
    {
        var author = await own.JoinAsync();
        await PostAsync(author, "kept");
        await PostAsync(author, "lost");
        Assert.Contains("\"lost\"", (await own.Api.SimulateAsync("GET", "/msgs?no=2")).Body, StringComparison.Ordinal);
        var lost = await own.Direct.ValueAsync<long>("SELECT max(id) FROM messages");

        own.Proxy.Hang();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await own.Api.SimulateAsync("GET", "/msgs?no=2")).Status);
        await own.Direct.ChangeAsync(
            $"""
            ALTER TABLE messages DISABLE TRIGGER USER;
            DELETE FROM messages WHERE id = {lost};
            ALTER TABLE messages ENABLE TRIGGER USER;
            SELECT setval('messages_id_seq', {lost - 1});
            """
        );
        own.Proxy.GoOn();
        Reply restored;
        var start = TimeProvider.System.GetTimestamp();
        while ((restored = await own.Api.SimulateAsync("GET", "/msgs?no=2")).Status != HttpStatusCode.OK)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"{restored}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await PostAsync(author, "new");
        var shown = await own.Api.SimulateAsync("GET", "/msgs?no=2");

        Assert.DoesNotContain("\"lost\"", restored.Body, StringComparison.Ordinal);
        Assert.Equal(lost, await own.Direct.ValueAsync<long>("SELECT max(id) FROM messages"));
        Assert.Equal(["new", "kept"], shown.Json.EnumerateArray().Select(message => message.GetProperty("content").GetString()));
    }

    private async Task PostAsync(Member author, string text)
    {
        var posted = await own.Api.SimulateAsync("POST", $"/msgs/{author.Segment}", new { content = text });
        Assert.Equal(HttpStatusCode.NoContent, posted.Status);
    }
}
