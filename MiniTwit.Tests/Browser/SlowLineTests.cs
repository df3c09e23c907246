using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Browser;

/// <summary>Pages over a line that pauses in the middle of them, as a phone's does.</summary>
public sealed class SlowLineTests(StackFixture stack, Chromium chromium) : BrowserTest(stack, chromium)
{
    // Within the header and within the footer: both grow when the rest comes.
    private static readonly string[] Pauses = ["<form method=\"post\" action=\"/logout\">", "<form class=\"languages\""];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    [Theory]
    [InlineData(1280, 900)]
    [InlineData(375, 812)]
    public async Task What_comes_later_moves_nothing_that_was_read_before(int width, int height)
    {
        using var client = new HttpClient();
        await using var line = await SlowLineAsync(client);
        var context = await OpenBrowserAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = height },
            }
        );
        var address = new Uri(line.Urls.Single());
        await SignInAsync(context, await SignedInAsync(NewName()), address);
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync(WatchShifts);

        var answer = await page.GotoAsync(new Uri(address, "/search?q=nothing").ToString());
        Assert.Equal(200, answer?.Status);
        await PaintedAsync(page);

        Assert.Empty(await page.EvaluateAsync<string[]>("shifts"));
    }

    /// <summary>Answers what Web does, in pieces.</summary>
    private async Task<WebApplication> SlowLineAsync(HttpClient client)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var line = builder.Build();
        line.Run(async context =>
        {
            var (path, cookie) = (context.Request.Path + context.Request.QueryString, context.Request.Headers.Cookie.ToString());
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Stack.Web, path)) { Headers = { { "Cookie", cookie } } };
            using var answer = await client.SendAsync(request, context.RequestAborted);
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            var rest = await answer.Content.ReadAsStringAsync(context.RequestAborted);
            foreach (var pause in context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true ? Pauses : [])
            {
                var at = rest.IndexOf(pause, StringComparison.Ordinal);
                await context.Response.WriteAsync(rest[..at], context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(Pause, context.RequestAborted);
                rest = rest[at..];
            }

            await context.Response.WriteAsync(rest, context.RequestAborted);
        });
        await line.StartAsync(TestContext.Current.CancellationToken);
        return line;
    }
}
