using System.Diagnostics;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.AppHost;

/// <summary>The AppHost as a process, as a developer starts it: with a dashboard, a data folder and ports of its own.</summary>
internal sealed class LocalRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string[] Processes =
    [
        ResourceNames.Web,
        ResourceNames.Api,
        ResourceNames.Postgres,
        ResourceNames.Prometheus,
        ResourceNames.Alertmanager,
    ];

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly SemaphoreSlim _said = new(0);

    private LocalRun(Process process) => _process = process;

    /// <summary>What it has printed so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines.Where(line => line.Length > 0)];
            }
        }
    }

    public string Text => string.Join('\n', Lines);

    /// <summary>Settings that put everything on ports that are free now.</summary>
    public static Dictionary<string, string> FreePorts() =>
        new(Processes.Select(part => KeyValuePair.Create($"Ports__{part}", $"{AppProcess.FreePort()}")))
        {
            ["ASPNETCORE_URLS"] = Address(),
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Address(),
            ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = Address(),
        };

    public static LocalRun Start(string data, IReadOnlyDictionary<string, string> settings)
    {
        var folder = Repository.File("MiniTwit.AppHost");
        var output = Path.GetRelativePath(Repository.File("MiniTwit.Tests"), AppContext.BaseDirectory);
        // These tests may have been started by a shell that ignores Ctrl+C, and their processes with them.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", Path.Combine(folder, output, "MiniTwit.AppHost.dll")])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MINITWIT_HOSTING"] = "processes";
        start.Environment["Data__Directory"] = data;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var run = new LocalRun(new Process { StartInfo = start });
        run._process.OutputDataReceived += run.Add;
        run._process.ErrorDataReceived += run.Add;
        run._process.Start();
        run._process.BeginOutputReadLine();
        run._process.BeginErrorReadLine();
        return run;
    }

    /// <summary>Waits until it has printed a text.</summary>
    public async Task SaysAsync(string text)
    {
        while (!Text.Contains(text, StringComparison.Ordinal))
        {
            Assert.True(
                await _said.WaitAsync(Patience, TestContext.Current.CancellationToken) && !_process.HasExited,
                $"'{text}' did not come:\n{Text}"
            );
        }
    }

    /// <summary>Presses Ctrl+C and waits for the end.</summary>
    public async Task<int> InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        return await EndAsync();
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        // Its orchestrator sees its end and ends the rest.
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _said.Dispose();
    }

    private static string Address() => $"http://localhost:{AppProcess.FreePort()}";

    private void Add(object sender, DataReceivedEventArgs line)
    {
        lock (_lines)
        {
            _lines.Add(line.Data ?? "");
        }

        _said.Release();
    }
}
