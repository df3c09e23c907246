using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniTwit.ServiceDefaults.Http;

namespace MiniTwit.Tests.Security;

/// <summary>A request that is given up without an answer and without a failure, as its client has gone.</summary>
public sealed class NobodyLeftTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task It_is_recorded_as_the_clients_going()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (begun, recorded) = (NewSignal<bool>(), NewSignal<int>());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Use(
            async (context, next) =>
            {
                await next(context);
                recorded.SetResult(context.Response.StatusCode);
            }
        );
        app.UseDepartedClients(isKnown: _ => false);
        app.Run(async context =>
        {
            var gone = NewSignal<bool>();
            await using var registration = context.RequestAborted.Register(() => gone.SetResult(true));
            begun.SetResult(true);
            await gone.Task;
        });
        await app.StartAsync(cancel);

        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, new Uri(app.Urls.Single()).Port, cancel);
            await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), cancel);
            await begun.Task.WaitAsync(Patience, cancel);
        }

        Assert.Equal(StatusCodes.Status499ClientClosedRequest, await recorded.Task.WaitAsync(Patience, cancel));
    }

    private static TaskCompletionSource<T> NewSignal<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
