using System.Net;
using MiniTwit.Tests.Logging;

namespace MiniTwit.Tests.Data;

/// <summary>A replica has just started.</summary>
[Collection(Duress.Name)]
public sealed class WarmUpTests(OwnDatabase own)
{
    [Fact]
    public async Task A_replica_serves_nobody_before_it_is_warm()
    {
        // Warming up reads the messages, and so takes its time.
        await using var held = await own.LockAsync("LOCK TABLE messages");
        await using var replica = AppProcess.Start<Projects.MiniTwit_ApiService>(own.Settings);
        using var client = new HttpClient();

        while (!await IsServedAsync(client, new Uri(replica.Address, "/latest")))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        using var ready = await client.GetAsync(new Uri(replica.Management, "/health/ready"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    private static async Task<bool> IsServedAsync(HttpClient client, Uri address)
    {
        try
        {
            using var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
