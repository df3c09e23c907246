using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.AppHost;

/// <summary>What a developer meets in the first hour, from the start of the AppHost's process to its end.</summary>
public sealed class LocalRunTests : IDisposable
{
    // Postgres runs as another user when the tests run as root, and has to get in.
    private readonly string _data = Directory
        .CreateDirectory(Path.Combine(Path.GetTempPath(), $"minitwit-run-{Guid.NewGuid():N}"))
        .FullName;
    private readonly Dictionary<string, string> _settings = LocalRun.FreePorts();

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Theory]
    [InlineData("ASPNETCORE_URLS", "the dashboard", false)]
    [InlineData("ASPNETCORE_URLS", "the dashboard", true)]
    [InlineData("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "the dashboard's telemetry", false)]
    [InlineData("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "the dashboard's list of parts", false)]
    [InlineData("Ports__web", "web", true)]
    public async Task A_port_that_is_taken_is_told_in_one_line_before_anything_starts(string setting, string part, bool onIPv6)
    {
        using var stranger = new TcpListener(onIPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0);
        stranger.Start();
        var port = ((IPEndPoint)stranger.LocalEndpoint).Port;
        var address = setting.StartsWith("Ports", StringComparison.Ordinal) ? "" : "http://localhost:";
        _settings[setting] = $"{address}{port}";

        await using var run = LocalRun.Start(_data, _settings);
        var code = await run.EndAsync();

        var another = port > 65_000 ? port - 100 : port + 100;
        Assert.Equal(
            (
                1,
                $"Port {port}, wanted for {part}, is in use on this machine. Stop what uses it, or choose another: {setting}={address}{another} ./run.sh"
            ),
            (code, run.Text)
        );
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS")]
    [InlineData("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL")]
    public async Task Https_without_a_certificate_is_told_in_one_line_before_anything_starts(string setting)
    {
        var address = _settings[setting];
        _settings[setting] = address.Replace("http:", "https:", StringComparison.Ordinal);
        // Nobody's home has a certificate in it.
        _settings["HOME"] = _data;

        await using var run = LocalRun.Start(_data, _settings);
        var code = await run.EndAsync();

        Assert.Equal(
            (
                1,
                $"{setting} is '{_settings[setting]}', and this user has no certificate for https. Make one with: dotnet dev-certs https. Or choose {address}."
            ),
            (code, run.Text)
        );
    }

    [Fact]
    public async Task A_dashboard_at_all_addresses_is_shown_at_this_machines_own_and_the_run_goes_on_until_all_has_ended()
    {
        var address = _settings["ASPNETCORE_URLS"];
        _settings["ASPNETCORE_URLS"] = address.Replace("localhost", "*", StringComparison.Ordinal);

        await using var run = LocalRun.Start(_data, _settings);
        await run.SaysAsync("  Alertmanager");
        var server = int.Parse(
            (await File.ReadAllLinesAsync(Path.Combine(_data, "postgres", "postmaster.pid"), TestContext.Current.CancellationToken))[0],
            CultureInfo.InvariantCulture
        );
        var logs = Directory.GetFiles(Path.Combine(_data, "logs"));
        var code = await run.InterruptAsync();

        Assert.Contains(run.Lines, line => line.StartsWith($"  Dashboard    {address}/login?t=", StringComparison.Ordinal));
        Assert.Equal((0, "Stopping.", "Stopped."), (code, run.Lines[^2], run.Lines[^1]));
        // The apps' numbers are in the names of their log files.
        Assert.NotEmpty(logs);
        Assert.DoesNotContain(
            Process.GetProcesses().Select(process => process.Id),
            running => running == server || logs.Any(log => Path.GetFileName(log).Contains($"-{running}-", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_run_says_where_all_is_keeps_others_out_says_that_it_stops_and_leaves_its_data_to_the_next()
    {
        await using var run = LocalRun.Start(_data, new Dictionary<string, string>(_settings) { ["Demo__Seed"] = "true" });
        var clock = Stopwatch.StartNew();
        await run.SaysAsync("  Alertmanager");
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Up after {clock.Elapsed.TotalSeconds:0} s, demo data included")
        );
        await using var second = LocalRun.Start(_data, LocalRun.FreePorts());
        var refused = await second.EndAsync();
        var api = new Api(new Uri($"http://localhost:{_settings["Ports__api"]}"));
        var welcome = await api.GetAsync("/");
        var seeded = await api.GetAsync("/api/v1/users/Ada%20Lovelace");
        var code = await run.InterruptAsync();
        await using var next = LocalRun.Start(_data, _settings);
        await next.SaysAsync("  Alertmanager");
        var kept = await api.GetAsync("/api/v1/users/Ada%20Lovelace");
        await next.InterruptAsync();

        Assert.StartsWith(
            $"MiniTwit is starting. The dashboard shows how far it is:\n  Dashboard    {_settings["ASPNETCORE_URLS"]}/login?t=",
            run.Text,
            StringComparison.Ordinal
        );
        Assert.Contains($"  MiniTwit     http://localhost:{_settings["Ports__web"]}", run.Lines);
        Assert.Contains($"  Prometheus   http://localhost:{_settings["Ports__prometheus"]}", run.Lines);
        Assert.Contains("Demo data is in. Sign in as Ada Lovelace, password minitwit-demo.", run.Lines);
        // Neither warnings nor stack traces, and the dashboard has no certificate to ask for.
        Assert.DoesNotContain(
            run.Lines,
            line =>
                line.StartsWith("warn:", StringComparison.Ordinal)
                || line.StartsWith("fail:", StringComparison.Ordinal)
                || line.StartsWith("   at ", StringComparison.Ordinal)
        );
        Assert.Equal((0, "Stopping.", "Stopped."), (code, run.Lines[^2], run.Lines[^1]));
        Assert.Equal(1, refused);
        Assert.Matches($"^Another run has its data in {_data}: process [0-9]+\\. Stop it, or choose another folder: [^\n]*$", second.Text);
        Assert.Equal((HttpStatusCode.Redirect, "/scalar"), (welcome.Status, welcome.Header("Location")));
        Assert.Equal((HttpStatusCode.OK, seeded.Body), (kept.Status, kept.Body));
        // An error of a clean start and end would be a red badge in the dashboard.
        Assert.DoesNotContain(
            new LogFolder(Path.Combine(_data, "logs")).Documents(),
            line => line.GetProperty("log").GetProperty("level").GetString() == "error"
        );
    }

    [Fact]
    public async Task A_part_that_fails_is_told_by_name_and_ending_the_run_meanwhile_is_no_failure()
    {
        // Of a version that no PostgreSQL reads.
        await File.WriteAllTextAsync(
            Path.Combine(Directory.CreateDirectory(Path.Combine(_data, "postgres")).FullName, "PG_VERSION"),
            "1\n",
            TestContext.Current.CancellationToken
        );

        await using var run = LocalRun.Start(_data, _settings);
        await run.SaysAsync("postgres ended with exit code 1. Its last lines:");
        var code = await run.InterruptAsync();

        Assert.Contains(
            run.Lines,
            line => line.StartsWith($"    The data in {Path.Combine(_data, "postgres")} is PostgreSQL 1's", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            run.Lines,
            line => line.Contains("Exception", StringComparison.Ordinal) || line.StartsWith("   at ", StringComparison.Ordinal)
        );
        Assert.Equal((0, "Stopping.", "Stopped."), (code, run.Lines[^2], run.Lines[^1]));
    }
}
