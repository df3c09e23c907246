using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Data;

/// <summary>The server ended connections that the pool holds for good ones.</summary>
[Collection(Duress.Name)]
public sealed class BrokenConnectionTests(OwnDatabase own)
{
    [Fact]
    public async Task A_command_that_is_tried_again_puts_its_id_down_all_the_same()
    {
        var (one, other) = (await own.JoinAsync(), await own.JoinAsync());
        await own.BreakConnectionsAsync();

        var followed = await own.Api.SimulateAsync("POST", $"/fllws/{one.Segment}?latest=570", new { follow = other.Name });

        Assert.Equal(HttpStatusCode.NoContent, followed.Status);
        Assert.Equal(570, await own.Direct.ValueAsync<long>("SELECT last_value FROM latest_command"));
    }
}
