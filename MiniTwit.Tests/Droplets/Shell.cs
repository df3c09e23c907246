using System.Diagnostics;
using System.Text;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Droplets;

/// <summary>Programs that tests of droplets run, each with a time limit.</summary>
internal static class Shell
{
    private static readonly TimeSpan OutputsEnd = TimeSpan.FromSeconds(2);

    /// <summary>What the program said on both outputs; a failure when it ended with another code than 0.</summary>
    public static async Task<string> RunAsync(
        TimeSpan limit,
        IReadOnlyDictionary<string, string> environment,
        string program,
        params string[] arguments
    )
    {
        var (code, said) = await TryAsync(limit, environment, program, arguments);
        return code == 0
            ? said
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}:\n{said}");
    }

    public static async Task<(int Code, string Said)> TryAsync(
        TimeSpan limit,
        IReadOnlyDictionary<string, string> environment,
        string program,
        params string[] arguments
    )
    {
        using var process = Start(environment, program, arguments);
        var said = new StringBuilder();
        DataReceivedEventHandler collect = (_, line) =>
        {
            lock (said)
            {
                said.AppendLine(line.Data);
            }
        };
        process.OutputDataReceived += collect;
        process.ErrorDataReceived += collect;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            // Its end alone: a daemon that it left keeps the outputs open.
            while (!process.HasExited)
            {
                await Task.Delay(50, timeout.Token);
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            lock (said)
            {
                throw new TimeoutException($"{program} {string.Join(' ', arguments)} took longer than {limit}:\n{said}");
            }
        }

        // What it said last may still be on its way.
        await Task.WhenAny(process.WaitForExitAsync(CancellationToken.None), Task.Delay(OutputsEnd, CancellationToken.None));
        lock (said)
        {
            return (process.ExitCode, said.ToString().Trim());
        }
    }

    /// <summary>Reads what a program says until it says this; a failure when it ends before.</summary>
    public static async Task UntilSaidAsync(Process process, string text, TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        var said = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
        {
            said.AppendLine(line);
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"\"{text}\" was not said:\n{said}{await process.StandardError.ReadToEndAsync(timeout.Token)}");
    }

    /// <summary>Ctrl+C on the terminal that a program has to itself; what else it said until its end.</summary>
    public static async Task<string> InterruptAsync(Process process, TimeSpan limit)
    {
        await RunAsync(limit, new Dictionary<string, string>(), "kill", "-INT", "--", $"-{process.Id}");
        return await UntilEndAsync(process, limit);
    }

    /// <summary>What else a program says until it ends.</summary>
    public static async Task<string> UntilEndAsync(Process process, TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        var said = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(timeout.Token),
            process.StandardError.ReadToEndAsync(timeout.Token)
        );
        await process.WaitForExitAsync(timeout.Token);
        return string.Concat(said);
    }

    public static Process Start(IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
