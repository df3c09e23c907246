using System.Diagnostics;
using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Data;

/// <summary>The server has no disk left.</summary>
[Collection(Duress.Name)]
public sealed class FullDiskTests(OwnDatabase own)
{
    [Fact]
    public async Task Writes_that_find_the_disk_full_are_not_repeated_and_soon_not_tried()
    {
        var (one, other) = (await own.JoinAsync(), await own.JoinAsync());
        await own.Direct.ChangeAsync(
            """
            CREATE SEQUENCE tries;
            CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM nextval('tries');
                RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full';
            END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON follows FOR EACH ROW EXECUTE FUNCTION disk_full()
            """
        );
        var replies = new List<Reply>();
        var watch = Stopwatch.StartNew();
        long tries;
        try
        {
            for (var times = 0; times < 30; times++)
            {
                replies.Add(await own.Api.SimulateAsync("POST", $"/fllws/{one.Segment}", new { follow = other.Name }));
            }

            Assert.Equal(HttpStatusCode.OK, (await own.Api.SimulateAsync("GET", "/msgs")).Status);
            tries = await own.Direct.ValueAsync<long>("SELECT last_value FROM tries WHERE is_called");
        }
        finally
        {
            await own.Direct.ChangeAsync("DROP TRIGGER full_disk ON follows; DROP FUNCTION disk_full; DROP SEQUENCE tries");
        }

        Assert.All(replies, reply => Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.Status));
        Assert.All(replies, reply => Assert.NotNull(reply.Header("Retry-After")));
        Assert.InRange(tries, 1, 2 + (int)watch.Elapsed.TotalSeconds);
        await WaitForWriteAsync($"/fllws/{one.Segment}", new { follow = other.Name });
    }

    private async Task WaitForWriteAsync(string path, object body)
    {
        for (var attempt = 0; (await own.Api.SimulateAsync("POST", path, body)).Status != HttpStatusCode.NoContent; attempt++)
        {
            Assert.True(attempt < 50, "There is room again, and nothing is written.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
