using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Metrics;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Faults;

/// <summary>Promise: a replica that hangs or dies costs nobody a read through the edge, and is soon asked no more.</summary>
public sealed partial class ReplicaTroubleTests
{
    // More than what may be left of those that were asked before.
    private const int Again = 10;
    private const double SlowAtMost = 0.05;
    private const string Password = "a pass phrase";
    private static readonly TimeSpan UntilItIsOut = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterHang = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan UntilItIsIn = TimeSpan.FromSeconds(15);

    private static TimeSpan Trouble => UntilItIsOut + TimeSpan.FromSeconds(FaultyStack.IsAtLength ? 60 : 5);

    [Fact]
    public async Task Reads_go_on()
    {
        await using var stack = await FaultyStack.StartAsync(replicas: 2);
        await using var one = await stack.StartWebAsync();
        await using var two = await stack.StartWebAsync();
        await using var edge = new EdgeProcess(
            new Dictionary<string, string>
            {
                [$"{ResourceNames.Web}-serving."] = $"{one.Address.Authority} {two.Address.Authority}",
                [$"{ResourceNames.Api}-serving."] = string.Join(' ', stack.Replicas.Select(replica => replica.Address.Authority)),
            }
        );
        await EdgeProcess.UntilItAnswersAsync(() => edge.Client(ResourceNames.Api), "/latest");
        await EdgeProcess.UntilItAnswersAsync(() => edge.Client(ResourceNames.Web), "/public");
        using var api = edge.Client(ResourceNames.Api, cookies: false);
        using var web = edge.Client(ResourceNames.Web, cookies: false);
        var reads = await ReadsAsync(new Api(stack.Replicas[1].Address), api, web);

        await HoldAsync("the API hangs", reads, stack.Replicas[0].Pause);
        await GoesOnAsync(stack.Replicas[0], reads);
        await HoldAsync("the pages hang", reads, one.Pause);
        await GoesOnAsync(one, reads);
        await HoldAsync(
            "both are killed",
            reads,
            () =>
            {
                stack.Replicas[0].Kill();
                one.Kill();
            }
        );
    }

    private static async Task HoldAsync(string what, IReadOnlyList<(string, Func<Task<Reply>>)> reads, Action begin)
    {
        var watch = Watch.Start(reads);
        begin();
        await Task.Delay(Trouble, TestContext.Current.CancellationToken);
        var samples = await watch.StopAsync();

        Assert.All(samples, sample => Assert.True(sample.IsGood, $"{what}: {sample}"));
        var later = samples.Where(sample => sample.Asked > UntilItIsOut).ToList();
        var slow = later.Count(sample => sample.Took > Soon);
        Assert.InRange(1.0 * slow / later.Count, 0, SlowAtMost);
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {samples.Count} reads, none failed; {samples.Count(sample => sample.Took > Soon)} took longer than {Soon.TotalSeconds:0} s, the longest {samples.Max(sample => sample.Took).TotalSeconds:0.0} s; of {later.Count} that began ten seconds after or later, {slow}"
            )
        );
    }

    /// <summary>A replica that answers again is soon asked again.</summary>
    private static async Task GoesOnAsync(AppProcess replica, IReadOnlyList<(string, Func<Task<Reply>>)> reads)
    {
        replica.GoOn();
        // What was sent to it while it hung.
        await Task.Delay(AfterHang, TestContext.Current.CancellationToken);
        var (before, clock) = (await AnsweredAsync(replica), Stopwatch.StartNew());
        var watch = Watch.Start(reads);
        while (await AnsweredAsync(replica) < before + Again)
        {
            Assert.True(clock.Elapsed < UntilItIsIn, "It is not asked any more.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.All(await watch.StopAsync(), sample => Assert.True(sample.IsGood, $"{sample}"));
    }

    /// <summary>How many requests of those whom it is there for a replica has answered.</summary>
    private static async Task<double> AnsweredAsync(AppProcess replica) => (await replica.MetricsAsync(Answered())).Sum();

    /// <summary>What is read: the simulator's, and pages of the signed-out and of one who is signed in.</summary>
    private static async Task<IReadOnlyList<(string, Func<Task<Reply>>)>> ReadsAsync(Api direct, HttpClient api, HttpClient web)
    {
        var name = Person.NewName();
        Assert.Equal(HttpStatusCode.NoContent, (await direct.RegisterAsync(name, pwd: Password)).Status);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("username", name), KeyValuePair.Create("password", Password)]);
        using var signedIn = await web.PostAsync("/login", form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
        var cookies = string.Join("; ", signedIn.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
        return
        [
            ("/latest", () => ReadAsync(api, "/latest")),
            ("/msgs", () => ReadAsync(api, "/msgs?no=20", ("Authorization", Api.SimulatorCredential))),
            ("/api/v1/timelines/public", () => ReadAsync(api, "/api/v1/timelines/public")),
            ("/public", () => ReadAsync(web, "/public")),
            ("home", () => ReadAsync(web, "/", ("Cookie", cookies))),
            ("profile", () => ReadAsync(web, $"/{name}", ("Cookie", cookies))),
        ];
    }

    private static async Task<Reply> ReadAsync(HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.ReadAsync(response, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(
        @"^http_server_request_duration_seconds_count\{[^}]*http_route=""(?:/latest|/msgs|/api/v1/timelines/public|/public|/)""[^}]*\} (\S+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Answered();
}
