using System.Globalization;
using System.Net;
using System.Text.Json;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Faults;

/// <summary>Promise: replicas whose clocks are wrong, one five minutes ahead and one behind, serve as if they were right.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private const int Messages = 6;
    private const string Text = "said twice";
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private readonly string _logs = Directory.CreateTempSubdirectory("minitwit-clocks-").FullName;
    private FaultyStack _stack = null!;
    private AppProcess[] _apis = [];

    public async ValueTask InitializeAsync()
    {
        _stack = await FaultyStack.StartAsync(replicas: 0);
        _apis = await Task.WhenAll(
            _stack.AddReplicaAsync([.. At("+5m"), ("Logs__Directory", Path.Combine(_logs, "ahead"))]),
            _stack.AddReplicaAsync([.. At("-5m"), ("Logs__Directory", Path.Combine(_logs, "behind"))])
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _stack.DisposeAsync();
        Directory.Delete(_logs, recursive: true);
    }

    [Fact]
    public async Task The_order_is_the_servers_sessions_hold_and_a_key_is_a_key()
    {
        Api[] apis = [new(_apis[0].Address), new(_apis[1].Address)];
        var offsets = await Task.WhenAll(apis.Select(OffsetAsync));
        Assert.InRange(offsets[0], Skew - Tolerance, Skew + Tolerance);
        Assert.InRange(offsets[1], -Skew - Tolerance, -Skew + Tolerance);

        var members = new[] { await JoinAsync(apis[0]), await JoinAsync(apis[1]) };
        foreach (var api in apis)
        {
            Assert.All(
                await Task.WhenAll(members.Select(bearer => api.GetAsync("/api/v1/me", bearer))),
                me => Assert.Equal(HttpStatusCode.OK, me.Status)
            );
        }

        for (var i = 0; i < Messages; i++)
        {
            var said = await apis[i % 2].PostAsync("/api/v1/messages", new { text = $"said {i}" }, members[i / 2 % 2]);
            Assert.Equal(HttpStatusCode.Created, said.Status);
        }

        (string, string)[] key = [("Idempotency-Key", $"{Guid.NewGuid()}")];
        var twice = new List<string>();
        foreach (var api in apis)
        {
            var said = await api.SendAsync("POST", "/api/v1/messages", new { text = Text }, members[0], key);
            twice.Add($"{said.Json.GetProperty("id")}");
        }

        Assert.Single(twice.Distinct());
        foreach (var api in apis)
        {
            var shown = (await api.GetAsync("/api/v1/timelines/public")).Json.GetProperty("items").EnumerateArray().ToList();
            Assert.Equal(
                [Text, .. Enumerable.Range(0, Messages).Reverse().Select(i => $"said {i}")],
                shown.Select(message => message.GetProperty("text").GetString())
            );
            Assert.All(
                shown.Select(PostedAt),
                at => Assert.InRange(at, DateTimeOffset.UtcNow - Tolerance, DateTimeOffset.UtcNow + Tolerance)
            );
        }

        AreInUtc("ahead");
        AreInUtc("behind");
    }

    [Fact]
    public async Task Who_signed_in_on_one_is_signed_in_on_the_other_and_presses_twice_in_vain()
    {
        var member = await Member.JoinAsync(new Api(_apis[0].Address), _stack.Server.Direct);
        var webs = await Task.WhenAll(StartWebAsync(_apis[0], "+5m"), StartWebAsync(_apis[1], "-5m"));
        await using var ahead = webs[0];
        await using var behind = webs[1];
        foreach (var (here, there) in new[] { (ahead, behind), (behind, ahead) })
        {
            using var first = new Visitor(here.Address);
            using var second = new Visitor(there.Address);
            await first.PostAsync("/login", ("username", member.Name), ("password", Person.UsualPassword));
            second.Cookies.Add(first.Cookies.GetAllCookies());
            var text = $"pressed twice {here.Address.Port}";
            var key = (await first.GetAsync("/")).Value("key")!;

            foreach (var visitor in new[] { first, second })
            {
                var answer = await visitor.PostAsync("/add_message", ("text", text), ("key", key));
                Assert.Equal((HttpStatusCode.OK, "Your message was recorded"), (answer.Status, Assert.Single(answer.Flashes)));
            }

            Assert.Equal(1, await _stack.Server.Direct.ValueAsync<long>("SELECT count(*) FROM messages WHERE text = $1", text));
        }
    }

    // What measures time, rather than tells it, is right, and waits are as long as they were meant: else .NET waits for nothing, all the time.
    private static (string Name, string Value)[] At(string clock) =>
        [
            ("LD_PRELOAD", "/usr/$LIB/faketime/libfaketime.so.1"),
            ("FAKETIME", clock),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            ("FAKETIME_FORCE_MONOTONIC_FIX", "0"),
        ];

    private static Task<AppProcess> StartWebAsync(AppProcess api, string clock) =>
        AppProcess.StartAsync<Projects.MiniTwit_Web>(
            new Dictionary<string, string>(At(clock).Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
            {
                ["services__api__http__0"] = $"{api.Address}",
                ["services__api__management__0"] = $"{api.Management}",
            }
        );

    private static async Task<TimeSpan> OffsetAsync(Api api) =>
        DateTimeOffset.Parse((await api.GetAsync("/latest")).Header("Date")!, CultureInfo.InvariantCulture) - DateTimeOffset.UtcNow;

    /// <summary>Registers and signs in, all of it there.</summary>
    private static async Task<string> JoinAsync(Api api)
    {
        var (username, password) = (Person.NewName(), Person.UsualPassword);
        await api.PostAsync(
            "/api/v1/users",
            new
            {
                username,
                email = "a@b.example",
                password,
            }
        );
        var session = await api.PostAsync("/api/v1/sessions", new { username, password });
        return $"Bearer {session.Json.GetProperty("token").GetString()}";
    }

    private static DateTimeOffset PostedAt(JsonElement message) => message.GetProperty("postedAt").GetDateTimeOffset();

    private void AreInUtc(string replica)
    {
        var lines = new LogFolder(Path.Combine(_logs, replica)).Documents();
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.EndsWith("Z", line.GetProperty("@timestamp").GetString(), StringComparison.Ordinal));
    }
}
