using System.Diagnostics;
using System.Globalization;
using System.Net;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Faults;

/// <summary>Promise: whatever a client does to its connection, it has its answer or loses its own, and nobody else notices. Who says that nothing more comes counts as gone.</summary>
[Collection(Duress.Name)]
public sealed class RawSocketTests(OwnDatabase own) : IAsyncLifetime
{
    private AppProcess? _web;

    private const int Idle = 2_000;
    private const string Last = "Connection: close\r\n";
    private static readonly string[] NoChunks =
    [
        "zz\r\n{}\r\n0\r\n\r\n",
        "-1\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}0\r\n\r\n",
        "7fffffffffffffff\r\n{}\r\n0\r\n\r\n",
    ];
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _web?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData(ResourceNames.Api)]
    [InlineData(ResourceNames.Web)]
    public async Task What_breaks_off_behind_any_of_its_bytes_does_nothing(string app)
    {
        var name = Person.NewName();
        var (address, registration) = (await AddressOfAsync(app), Registration(app, name));
        for (var sent = 0; sent < registration.Length; sent++)
        {
            foreach (var how in Enum.GetValues<Leaving>())
            {
                using var request = await RawRequest.SendAsync(address, registration[..sent]);
                var answer = await request.LeaveAsync(how);
                Assert.True(answer.Length == 0 || Statuses(answer) is [['4', ..]], $"{how} behind {sent} bytes: {answer}");
            }
        }

        Assert.Equal(0, await CountAsync(name));
        Assert.StartsWith(
            app == ResourceNames.Api ? "HTTP/1.1 204 " : "HTTP/1.1 302 ",
            await AnswerAsync(address, registration),
            StringComparison.Ordinal
        );
        Assert.Equal(1, await CountAsync(name));
    }

    [Theory]
    [InlineData(ResourceNames.Api, "/latest", "200 204 403 404")]
    [InlineData(ResourceNames.Web, "/public", "200 302 404 404")]
    public async Task Requests_in_one_packet_are_answered_in_turn(string app, string path, string statuses)
    {
        var name = Person.NewName();
        var answers = await AnswerAsync(
            await AddressOfAsync(app),
            Get(path) + Registration(app, name, "") + Get("/msgs") + Get("/nowhere", Last)
        );

        Assert.Equal(statuses, string.Join(' ', Statuses(answers)));
        Assert.Equal(1, await CountAsync(name));
    }

    [Theory]
    [InlineData(ResourceNames.Api)]
    [InlineData(ResourceNames.Web)]
    public async Task Chunks_that_are_none_are_the_clients_mistake(string app)
    {
        var address = await AddressOfAsync(app);
        foreach (var chunks in NoChunks)
        {
            var answer = await AnswerAsync(
                address,
                $"POST /register HTTP/1.1\r\nHost: localhost\r\nContent-Type: {TypeOf(app)}\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"
            );

            Assert.True(answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), $"{chunks}: {answer}");
        }
    }

    [Theory]
    [InlineData(ResourceNames.Api, "/latest")]
    [InlineData(ResourceNames.Web, "/public")]
    public async Task Connections_on_which_nothing_comes_keep_nobody_out(string app, string path)
    {
        var address = await AddressOfAsync(app);
        var idle = new List<RawRequest>();
        try
        {
            while (idle.Count < Idle)
            {
                idle.Add(await RawRequest.SendAsync(address, ""));
            }

            var clock = Stopwatch.StartNew();
            Assert.Equal(HttpStatusCode.OK, (await new Api(address).GetAsync(path)).Status);
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, Soon);
            TestContext.Current.TestOutputHelper?.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"Beside {Idle} an answer took {clock.ElapsedMilliseconds} ms")
            );
        }
        finally
        {
            idle.ForEach(connection => connection.Dispose());
        }
    }

    // The stack's own stand behind proxies, which have ideas of their own.
    private async Task<Uri> AddressOfAsync(string app) =>
        app == ResourceNames.Api
            ? own.Address
            : (
                _web ??= await AppProcess.StartAsync<Projects.MiniTwit_Web>(
                    new Dictionary<string, string>
                    {
                        ["services__api__http__0"] = $"{own.Address}",
                        ["services__api__management__0"] = $"{own.Management}",
                    }
                )
            ).Address;

    private Task<long> CountAsync(string name) => own.Direct.ValueAsync<long>("SELECT count(*) FROM users WHERE name = $1", name);

    private static string Get(string path, string headers = "") => $"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n";

    private static string Registration(string app, string name, string headers = Last)
    {
        var body =
            app == ResourceNames.Api
                ? $$"""{"username":"{{name}}","email":"a@b","pwd":"p"}"""
                : $"username={Uri.EscapeDataString(name)}&email=a%40b.example&password=correct-horse&password2=correct-horse";
        return $"POST /register HTTP/1.1\r\nHost: localhost\r\nContent-Type: {TypeOf(app)}\r\nContent-Length: {body.Length}\r\n{headers}\r\n{body}";
    }

    private static string TypeOf(string app) => app == ResourceNames.Api ? "application/json" : "application/x-www-form-urlencoded";

    private static List<string> Statuses(string answers) => [.. answers.Split("HTTP/1.1 ")[1..].Select(answer => answer[..3])];

    private static async Task<string> AnswerAsync(Uri address, string requests)
    {
        using var connection = await RawRequest.SendAsync(address, requests);
        return await connection.ReadAsync(untilClosed: true);
    }
}
