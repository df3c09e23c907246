using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Logging;

/// <summary>One of the apps as a process of its own, with settings of the test's choosing.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private const uint FirstPort = 12_000;
    private const uint Ports = 8_000;
    private static uint Taken = (uint)Random.Shared.Next((int)Ports);
    private const int MostLines = 2_000;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private AppProcess(Process process, Uri address, Uri management) => (_process, Address, Management) = (process, address, management);

    public Uri Address { get; }

    public Uri Management { get; }

    /// <summary>The first lines that it wrote: all of them once it has ended, if it was not at it for long.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>Starts the app and waits until it is ready.</summary>
    public static async Task<AppProcess> StartAsync<TProject>(IReadOnlyDictionary<string, string> settings)
        where TProject : IProjectMetadata, new()
    {
        var app = Start<TProject>(settings);
        await app.WaitUntilReadyAsync();
        return app;
    }

    /// <summary>Starts the app and waits for nothing.</summary>
    public static AppProcess Start<TProject>(IReadOnlyDictionary<string, string> settings, params string[] arguments)
        where TProject : IProjectMetadata, new()
    {
        var project = new TProject().ProjectPath;
        var name = Path.GetFileNameWithoutExtension(project);
        // The same configuration and framework as these tests were built with.
        var output = Path.GetRelativePath(Path.Combine(Repository.Root, "MiniTwit.Tests"), AppContext.BaseDirectory);
        var assembly = Path.Combine(Path.GetDirectoryName(project)!, output, $"{name}.dll");
        var (address, management) = (new Uri($"http://127.0.0.1:{FreePort()}"), new Uri($"http://127.0.0.1:{FreePort()}"));
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(project)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = $"{address};{management}";
        start.Environment["Management__Port"] = $"{management.Port}";
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        var app = new AppProcess(Process.Start(start)!, address, management);
        app._process.OutputDataReceived += (_, line) => app.Keep(line.Data);
        app._process.ErrorDataReceived += (_, line) => app.Keep(line.Data);
        app._process.BeginOutputReadLine();
        app._process.BeginErrorReadLine();
        return app;
    }

    /// <summary>
    /// A port of this machine for somebody who opens it in a moment: given once, and from below those that the kernel gives to outgoing
    /// connections, of which one may come between.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = (int)(FirstPort + (Interlocked.Increment(ref Taken) % Ports));
            try
            {
                using var listener = TcpListener.Create(port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody's already.
            }
        }
    }

    /// <summary>Waits for the end of an app that ends by itself.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? patience = null)
    {
        await _process
            .WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(patience ?? Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>In bytes.</summary>
    public long Memory => Now.WorkingSet64;

    public int Handles => Now.HandleCount;

    public int Threads => Now.Threads.Count;

    /// <summary>What it tells of its metrics: of each line that is looked for, the number in the first group.</summary>
    public async Task<IReadOnlyList<double>> MetricsAsync(Regex line)
    {
        using var client = StackFixture.CreateClient(Management);
        var metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        return [.. line.Matches(metrics).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
    }

    /// <summary>Asks it to end, as a supervisor does.</summary>
    public void Terminate() => Signal("TERM");

    /// <summary>Connections are taken, by its machine, and nothing is answered.</summary>
    public void Pause() => Signal("STOP");

    public void GoOn() => Signal("CONT");

    /// <summary>Ends it without a word to it.</summary>
    public void Kill() => Signal("KILL");

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public Task WaitUntilReadyAsync() => WaitUntilHealthyAsync("/health/ready");

    /// <summary>It runs, whatever it may lack.</summary>
    public Task WaitUntilLiveAsync() => WaitUntilHealthyAsync("/health/live");

    private async Task WaitUntilHealthyAsync(string path)
    {
        using var client = new HttpClient { BaseAddress = Management };
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience && !_process.HasExited; await Task.Delay(BetweenLooks))
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        await DisposeAsync();
        Assert.Fail($"{Address} did not answer {path} within {Patience}.");
    }

    private Process Now
    {
        get
        {
            _process.Refresh();
            return _process;
        }
    }

    // Some run for an hour.
    private void Keep(string? line)
    {
        if (line is not null && _output.Count < MostLines)
        {
            _output.Enqueue(line);
        }
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }
}
