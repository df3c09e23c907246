using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Data;

/// <summary>An update migrates while the old replicas serve.</summary>
[Collection(Duress.Name)]
public sealed class MigrationUnderwayTests(OwnDatabase own)
{
    private const int Connections = 4;

    /// <summary>Several pooled connections have the statements prepared, and each refuses them once when a column has another type.</summary>
    [Fact]
    public async Task No_request_fails_when_a_column_gets_wider()
    {
        var author = await own.JoinAsync();
        var posted = await own.Api.SimulateAsync("POST", $"/msgs/{author.Segment}", new { content = "before" });
        Assert.Equal(HttpStatusCode.NoContent, posted.Status);
        string[] reads = ["/msgs", $"/msgs/{author.Segment}", "/api/v1/timelines/public", $"/api/v1/users/{author.Segment}"];
        // A statement is prepared when it comes to a connection the second time.
        for (var times = 0; times < 4; times++)
        {
            foreach (var path in reads)
            {
                await ReadOnSeveralConnectionsAsync(path);
            }
        }

        await own.Direct.ChangeAsync("ALTER TABLE users ALTER COLUMN name TYPE varchar(4000), ALTER COLUMN email TYPE varchar(4000)");
        await own.Direct.ChangeAsync("ALTER TABLE messages ALTER COLUMN text TYPE varchar(4000)");

        var failed = new List<string>();
        for (var times = 0; times < 4 * Connections; times++)
        {
            foreach (var path in reads)
            {
                var reply = await own.Api.SimulateAsync("GET", path);
                if (reply.Status != HttpStatusCode.OK)
                {
                    failed.Add($"{path}: {reply}");
                }
            }

            var written = await own.Api.PostAsync("/api/v1/messages", new { text = "after" }, author.Bearer);
            if (written.Status != HttpStatusCode.Created)
            {
                failed.Add($"posting: {written}");
            }
        }

        Assert.Empty(failed);
    }

    // While the table is locked they are all there at once, each on a connection of its own.
    private async Task ReadOnSeveralConnectionsAsync(string path)
    {
        Task<Reply>[] requests;
        await using (await own.LockAsync("LOCK TABLE users"))
        {
            requests = [.. Enumerable.Range(0, Connections).Select(_ => own.Api.SimulateAsync("GET", path))];
            await own.WaitForWaitingAsync(Connections);
        }

        await Task.WhenAll(requests);
    }
}
