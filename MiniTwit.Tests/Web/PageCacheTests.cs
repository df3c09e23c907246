using System.Globalization;
using System.Net;
using MiniTwit.Tests.Client;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>Two replicas of the pages of their own before the stack's API.</summary>
public sealed class TwoWebs(StackFixture stack) : IAsyncLifetime
{
    private readonly List<AppProcess> _webs = [];

    internal IReadOnlyList<Uri> Addresses => [.. _webs.Select(web => web.Address)];

    public async ValueTask InitializeAsync()
    {
        var api = $"{stack.Api}";
        _webs.AddRange(await Task.WhenAll(PagesBefore.StartAsync(stack, api), PagesBefore.StartAsync(stack, api)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var web in _webs)
        {
            await web.DisposeAsync();
        }
    }
}

/// <summary>Signed-out people may be shown what was true a second ago, and nothing of anybody's session.</summary>
public sealed class PageCacheTests(StackFixture stack, TwoWebs webs) : WebTest(stack), IClassFixture<TwoWebs>
{
    private static readonly TimeSpan OldestPage = TimeSpan.FromSeconds(1);
    private static readonly string[] SignedOut = ["public timeline", "sign up", "sign in"];

    [Fact]
    public async Task What_is_posted_and_deleted_shows_after_a_second_on_every_replica()
    {
        var name = NewName();
        var author = await SignedInAsync(name);
        await ShareAsync(author, "first");
        var permalink = $"/{name}/status/{await Stored.MessageIdAsync(name)}";
        using Visitor one = new(webs.Addresses[0]),
            two = new(webs.Addresses[1]);
        Visitor[] readers = [one, two];

        Assert.All(await Task.WhenAll(readers.Select(r => r.GetAsync($"/{name}"))), page => Assert.Equal(["first"], Texts(page, name)));
        Assert.All(await Task.WhenAll(readers.Select(r => r.GetAsync(permalink))), page => Assert.Equal(["first"], Texts(page, name)));
        await ShareAsync(author, "second");
        await Task.Delay(OldestPage, TestContext.Current.CancellationToken);

        foreach (var path in new[] { $"/{name}", "/public" })
        {
            Assert.All(await Task.WhenAll(readers.Select(r => r.GetAsync(path))), page => Assert.Contains("second", Texts(page, name)));
        }

        await author.PostAsync(permalink + "/delete");
        await Task.Delay(OldestPage, TestContext.Current.CancellationToken);

        foreach (var path in new[] { $"/{name}", "/public" })
        {
            Assert.All(await Task.WhenAll(readers.Select(r => r.GetAsync(path))), page => Assert.Equal(["second"], Texts(page, name)));
        }

        Assert.All(
            await Task.WhenAll(readers.Select(r => r.GetAsync(permalink))),
            page => Assert.Equal(HttpStatusCode.NotFound, page.Status)
        );
    }

    [Fact]
    public async Task The_signed_in_see_what_is_there_now_on_every_replica()
    {
        var name = NewName();
        await RegisteredAsync(name);
        using Visitor one = new(webs.Addresses[0]),
            two = new(webs.Addresses[1]);
        await SignInAsync(one, name);
        await SignInAsync(two, name);

        for (var i = 0; i < 10; i++)
        {
            // Somebody who is signed out has just had the page.
            await Task.WhenAll(webs.Addresses.Select(GetAsync));
            await ShareAsync(one, $"message {i}");
            Assert.Contains($"message {i}", Texts(await two.GetAsync("/public"), name));
            Assert.Contains($"message {i}", Texts(await two.GetAsync($"/{name}"), name));
        }

        async Task GetAsync(Uri web)
        {
            using var visitor = new Visitor(web);
            await visitor.GetAsync("/public");
            await visitor.GetAsync($"/{name}");
        }
    }

    [Fact]
    public async Task Nobody_is_shown_anything_of_somebody_elses_session()
    {
        var (name, other) = (NewName(), NewName("other"));
        await RegisteredAsync(name);
        await RegisteredAsync(other);
        using var me = new Visitor(webs.Addresses[0]);
        await SignInAsync(me, name);
        await me.GetAsync("/");

        for (var i = 0; i < 10; i++)
        {
            using var anyone = new Visitor(webs.Addresses[0]);
            foreach (var path in new[] { "/public", $"/{other}" })
            {
                var (mine, theirs) = (await me.GetAsync(path), await anyone.GetAsync(path));
                Assert.Equal(["my timeline", "public timeline", $"sign out [{name}]"], mine.Navigation);
                Assert.Equal(SignedOut, theirs.Navigation);
                Assert.Equal(("no-store", "no-cache"), (CacheControl(mine), CacheControl(theirs)));
                Assert.Empty(theirs.Document.QuerySelectorAll(".followstatus form"));
            }

            // One of them has a line to be told, and only that one is.
            await me.GetAsync($"/{other}/{(i % 2 == 0 ? "follow" : "unfollow")}");
            Assert.Empty((await anyone.GetAsync($"/{other}")).Flashes);
        }
    }

    [Fact]
    public async Task Who_signs_out_is_signed_out_and_told_so_once()
    {
        var name = NewName();
        await RegisteredAsync(name);
        using Visitor me = new(webs.Addresses[0]),
            anyone = new(webs.Addresses[0]);
        for (var i = 0; i < 5; i++)
        {
            await SignInAsync(me, name);
            await anyone.GetAsync("/public");

            var page = await me.PostAsync("/logout");

            Assert.Equal(["You were logged out"], page.Flashes);
            Assert.Equal(SignedOut, page.Navigation);
            Assert.Empty((await anyone.GetAsync("/public")).Flashes);
            page = await me.GetAsync("/public");
            Assert.Empty(page.Flashes);
            Assert.Equal(SignedOut, page.Navigation);
        }
    }

    [Fact]
    public async Task A_page_answers_HEAD_and_GET_each_in_its_way()
    {
        var name = NewName();
        await RegisteredAsync(name);
        using var visitor = new Visitor(webs.Addresses[0]);

        for (var i = 0; i < 4; i++)
        {
            using var head = await visitor.SendAsync(HttpMethod.Head, $"/{name}");
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            Assert.Equal(name + "'s Timeline | MiniTwit", (await visitor.GetAsync($"/{name}")).Title);
        }
    }

    /// <summary>Those of the framework's cache would get a 304 or a 504 of it.</summary>
    [Theory]
    [InlineData("If-None-Match", "*")]
    [InlineData("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT")]
    [InlineData("Cache-Control", "only-if-cached")]
    public async Task A_condition_gets_the_page(string header, string value)
    {
        using Visitor visitor = new(webs.Addresses[0]),
            conditional = new(webs.Addresses[0]);
        conditional.Headers.TryAddWithoutValidation(header, value);

        for (var i = 0; i < 4; i++)
        {
            await visitor.GetAsync("/public");
            Assert.Equal((HttpStatusCode.OK, "Public Timeline"), await StatusAsync(conditional));
        }

        static async Task<(HttpStatusCode, string?)> StatusAsync(Visitor visitor)
        {
            var page = await visitor.GetAsync("/public");
            return (page.Status, page.Heading);
        }
    }

    private static IEnumerable<string> Texts(Page page, string author) =>
        page.Messages.Where(message => message.Author == author).Select(message => message.Text);

    private static string? CacheControl(Page page) => page.Headers.CacheControl?.ToString();
}

/// <summary>The cache before an API that answers as a test has it.</summary>
public sealed class PageCacheBoundsTests
{
    private const string Empty = """{"items":[],"next":null,"prev":null}""";

    [Theory]
    [InlineData("Identicon")]
    [InlineData("Gravatar")]
    public async Task A_page_out_of_the_cache_has_the_headers_of_a_new_one(string avatars)
    {
        await using var api = new FakeApi(_ => FakeApi.Http(200, Empty));
        await using var web = await StartAsync(
            api,
            new()
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["Internal__Key"] = "a key",
                ["ForwardedHeaders__KnownNetworks"] = "127.0.0.1/32",
                ["Avatars__Source"] = avatars,
            }
        );
        using var visitor = new Visitor(web.Address);
        visitor.Headers.Host = "minitwit.example";
        visitor.Headers.Add("X-Forwarded-Proto", "https");
        string? made = null,
            kept = null;

        for (var i = 0; i < 100 && (made is null || kept is null); i++)
        {
            using var answer = await visitor.SendAsync(HttpMethod.Get, "/public");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            // The length of a page that is being made is not known when it begins.
            if (answer.Headers.TransferEncodingChunked == true)
            {
                made = Headers(answer);
            }
            else
            {
                kept = Headers(answer);
            }
        }

        Assert.NotNull(kept);
        Assert.Equal(made, kept);
        foreach (var header in new[] { "Content-Security-Policy", "Strict-Transport-Security", "Cache-Control: no-cache", "Vary: Cookie" })
        {
            Assert.Contains(header, kept, StringComparison.Ordinal);
        }

        Assert.Equal(avatars == "Gravatar", kept.Contains("gravatar.com", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_who_ask_at_once_ask_the_API_once_or_twice()
    {
        var asked = 0;
        await using var api = new FakeApi(_ =>
        {
            Interlocked.Increment(ref asked);
            return FakeApi.Http(200, Empty);
        });
        await using var web = await StartAsync(api);
        using var visitor = new Visitor(web.Address);
        // The first pages of a process take longer than a page may that is kept.
        for (var i = 0; i < 100 && asked == i; i++)
        {
            await visitor.GetAsync("/public");
        }

        asked = 0;
        var pages = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => visitor.GetAsync("/public")));

        Assert.All(pages, page => Assert.Equal("Public Timeline", page.Heading));
        Assert.InRange(asked, 0, pages.Length / 4);
    }

    [Fact]
    public async Task Who_waits_for_somebody_who_leaves_gets_the_page()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var api = new FakeApi(
            async (_, cancel) =>
            {
                reached.TrySetResult();
                await release.Task.WaitAsync(cancel);
                return FakeApi.Http(200, Empty);
            }
        );
        await using var web = await StartAsync(api);
        using var visitor = new Visitor(web.Address);
        using var first = await RawRequest.SendAsync(web.Address, "GET", "/public", [], "");
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var waiting = Task.WhenAll(Enumerable.Range(0, 5).Select(_ => visitor.GetAsync("/public")));
        // Time to get in line; who comes later does not wait, and gets the page as well.
        await Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);

        await first.LeaveAsync(Leaving.Reset);
        await Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
        release.SetResult();

        Assert.All(await waiting, page => Assert.Equal((HttpStatusCode.OK, "Public Timeline"), (page.Status, page.Heading)));
    }

    [Fact]
    public async Task Ten_thousand_addresses_do_not_fill_the_memory()
    {
        const int Addresses = 10_000;
        await using var api = new FakeApi(_ => FakeApi.Http(200, Messages(30, 1_000)));
        await using var web = await StartAsync(api, new() { ["DOTNET_gcConcurrent"] = "0" });
        using var visitor = StackFixture.CreateClient(web.Address);
        var next = 0;
        var size = 0L;

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    while (Interlocked.Increment(ref next) is var n and <= Addresses)
                    {
                        var page = await visitor.GetByteArrayAsync(
                            new Uri($"/public?cursor={n}", UriKind.Relative),
                            TestContext.Current.CancellationToken
                        );
                        Interlocked.Add(ref size, page.Length);
                    }
                })
        );

        Assert.InRange(size, 300_000_000, long.MaxValue);
        Assert.InRange(await HeapAsync(web.Management), 1, 150_000_000);
    }

    private static async Task<double> HeapAsync(Uri management)
    {
        using var client = StackFixture.CreateClient(management);
        var metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        return metrics
            .Split('\n')
            .Where(line => line.StartsWith("dotnet_gc_last_collection_heap_size_bytes{", StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split("} ")[1].Split(' ')[0], CultureInfo.InvariantCulture));
    }

    private static string Messages(int count, int length)
    {
        var text = new string('x', length);
        var items = Enumerable
            .Range(1, count)
            .Select(id =>
                $$"""{"id":{{id}},"author":"foo","avatar":"0123456789abcdef","text":"{{text}}","postedAt":"2026-01-01T00:00:00Z"}"""
            );
        return $$"""{"items":[{{string.Join(',', items)}}],"next":null,"prev":"x"}""";
    }

    private static string Headers(HttpResponseMessage answer) =>
        string.Join(
            '\n',
            answer
                .Headers.Concat(answer.Content.Headers)
                .Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Content-Length"))
                .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
                .Order(StringComparer.Ordinal)
        );

    private static Task<AppProcess> StartAsync(FakeApi api, Dictionary<string, string>? settings = null) =>
        AppProcess.StartAsync<Projects.MiniTwit_Web>(
            new Dictionary<string, string>(settings ?? []) { ["services__api__http__0"] = api.Url }
        );
}
