using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Data;

/// <summary>The server has no disk left.</summary>
[Collection(Duress.Name)]
public sealed class FullDiskTests(OwnDatabase own)
{
    [Fact]
    public async Task A_write_that_finds_the_disk_full_is_not_tried_again()
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
            """);
        Reply reply;
        long tries;
        try
        {
            reply = await own.Api.SimulateAsync("POST", $"/fllws/{one.Segment}", new { follow = other.Name });
            tries = await own.Direct.ValueAsync<long>("SELECT last_value FROM tries WHERE is_called");
        }
        finally
        {
            await own.Direct.ChangeAsync("DROP TRIGGER full_disk ON follows; DROP FUNCTION disk_full; DROP SEQUENCE tries");
        }

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 1), (reply.Status, tries));
        Assert.NotNull(reply.Header("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, (await own.Api.SimulateAsync("GET", "/msgs")).Status);
    }
}
