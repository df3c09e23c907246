using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Data;

/// <summary>A statement that takes nearly as long as it may.</summary>
[Collection(Duress.Name)]
public sealed class SlowStatementTests(OwnDatabase own)
{
    private const string Sleepers = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event = 'PgSleep' AND clock_timestamp() - query_start > interval '1.6 s'
        """;

    [Fact]
    public async Task A_slow_statement_is_not_taken_for_a_database_that_hangs()
    {
        var member = await own.JoinAsync();
        await own.Direct.ChangeAsync(
            """
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1.85); RETURN NEW; END $$;
            CREATE TRIGGER slow BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION slow()
            """
        );
        Reply[] meanwhile;
        try
        {
            var slow = own.Api.SimulateAsync("POST", $"/msgs/{member.Segment}", new { content = "slow" });
            while (!slow.IsCompleted && await own.Direct.ValueAsync<long>(Sleepers) == 0)
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }

            Assert.False(slow.IsCompleted, "The statement was not slow.");
            meanwhile = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => own.Api.SimulateAsync("GET", $"/fllws/{member.Segment}")));
            await slow;
        }
        finally
        {
            await own.Direct.ChangeAsync("DROP TRIGGER slow ON messages; DROP FUNCTION slow; TRUNCATE messages CASCADE");
        }

        Assert.All(meanwhile, reply => Assert.Equal(HttpStatusCode.OK, reply.Status));
    }
}
