using System.Net.Sockets;
using Microsoft.Playwright;
using MiniTwit.Tests.Browser;

namespace MiniTwit.Tests.Droplets;

/// <summary>What the world finds on the droplets.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class EdgeTests(TwoDroplets droplets)
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Fact]
    public async Task The_simulator_runs_through_the_edge_without_error()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var simulator = droplets.Simulator(
            "--users",
            "30",
            "--commands",
            "600",
            "--seed",
            "204",
            "--speed",
            "max",
            "--max-latency",
            "0",
            "--verify"
        );

        var (code, said) = await Shell.TryAsync(TimeSpan.FromMinutes(3), simulator.Environment, simulator.Program, simulator.Arguments);

        Assert.True(code == 0, said);
    }

    [Fact]
    public async Task The_pages_show_in_a_browser()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Environment.GetEnvironmentVariable("MINITWIT_CHROMIUM") is { Length: > 0 } set ? set : "/usr/bin/chromium",
                Args =
                [
                    "--headless",
                    "--disable-gpu",
                    "--no-sandbox",
                    "--disable-background-networking",
                    $"--host-resolver-rules=MAP {TwoDroplets.WebHost} {droplets.Address("app")}, MAP * ~NOTFOUND",
                ],
                Timeout = 60_000,
            }
        );
        var page = await browser.NewPageAsync(new() { IgnoreHTTPSErrors = true });

        var user = $"walk{Guid.NewGuid():N}"[..12];
        await page.GotoAsync($"http://{TwoDroplets.WebHost}/register");
        await page.GetByLabel("Username").FillAsync(user);
        await page.GetByLabel("E-mail").FillAsync("walk@example.com");
        await page.Locator("input").Nth(2).FillAsync(TwoDroplets.Password);
        await page.Locator("input").Nth(3).FillAsync(TwoDroplets.Password);
        await page.Locator("input").Nth(4).PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync($"https://{TwoDroplets.WebHost}/login", new() { Timeout = Chromium.Patience });
        await page.GetByLabel("Username").FillAsync(user);
        await page.GetByLabel("Password").FillAsync(TwoDroplets.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign In" }).ClickAsync();
        await page.GetByLabel($"What's on your mind {user}?").FillAsync("through the edge");
        await page.GetByRole(AriaRole.Button, new() { Name = "Share" }).ClickAsync();

        await Assertions.Expect(page.Locator(".message .text")).ToHaveTextAsync("through the edge");
    }

    [Theory]
    [InlineData("app", "22 80 443")]
    [InlineData("db", "22")]
    public async Task Only_public_ports_answer(string droplet, string expected)
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var address = droplets.Address(droplet);
        var open = new List<int>();
        await Parallel.ForEachAsync(
            Enumerable.Range(1, 65_535),
            new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = TestContext.Current.CancellationToken },
            async (port, ct) =>
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                try
                {
                    await socket.ConnectAsync(address, port, ct);
                    lock (open)
                    {
                        open.Add(port);
                    }
                }
                catch (SocketException)
                {
                    // Closed.
                }
            }
        );

        Assert.Equal(expected, string.Join(' ', open.Order()));
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/internal/seed")]
    [InlineData("/Internal/keys")]
    [InlineData("/%6detrics")]
    public async Task What_is_for_operators_is_not_there(string path)
    {
        TwoDroplets.SkipWhereNoneAreMade();
        foreach (var host in (string[])[TwoDroplets.WebHost, TwoDroplets.ApiHost])
        {
            using var client = droplets.Edge.Client(host);
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(404, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_forged_client_address_is_not_believed()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        using var client = droplets.Edge.Client(TwoDroplets.ApiHost);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/msgs?no=1");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.Add("X-Forwarded-Proto", "http");
        request.Headers.Add("Forwarded", "for=203.0.113.7");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(403, (int)answer.StatusCode);
        var lines = await droplets.OnAsync("app", $"cat {TwoDroplets.Logs}/* | grep '/msgs' | tail -n 50");
        Assert.DoesNotContain("203.0.113.7", lines, StringComparison.Ordinal);
        Assert.Contains("10.77.0.1", lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_replica_writes_a_log_file_of_its_own()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var replicas = await droplets.Services.ContainersAsync("api");
        var files = await droplets.OnAsync("app", $"ls {TwoDroplets.Logs}");

        Assert.Equal(2, replicas.Length);
        Assert.All(replicas, replica => Assert.Contains($"MiniTwit.ApiService-{replica}-", files, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_lines_carry_the_names_by_which_links_from_graphs_ask_for_them()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var names = await droplets.OnAsync(
            "app",
            $"cat {TwoDroplets.Logs}/* | grep -o '\"service\":{{\"name\":\"[^\"]*' | sed 's/.*\"//' | sort -u"
        );

        Assert.Equal("api\nmigrations\nweb", names);
    }

    [Fact]
    public async Task Kibana_asks_for_a_password_and_plain_http_is_sent_on()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        using var kibana = droplets.Edge.Client("kibana.minitwit.test");
        using var refused = await kibana.GetAsync("/", TestContext.Current.CancellationToken);
        var plain = await Shell.RunAsync(
            TimeSpan.FromSeconds(20),
            Nothing,
            "curl",
            "--silent",
            "--head",
            "--resolve",
            $"{TwoDroplets.WebHost}:80:{droplets.Address("app")}",
            $"http://{TwoDroplets.WebHost}/public"
        );

        Assert.Equal(401, (int)refused.StatusCode);
        Assert.Contains($"Location: https://{TwoDroplets.WebHost}/public", plain, StringComparison.Ordinal);
    }
}
