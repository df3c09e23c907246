using System.ComponentModel;
using System.Diagnostics;

namespace MiniTwit.AppHost.Deploying;

/// <summary>Programs of this machine that operations use.</summary>
internal static class Command
{
    /// <summary>How much of what a program said last is told of its failure.</summary>
    private const int LinesTold = 20;

    // Ctrl+C reaches every program of the terminal: these end when this one says so, and what undoes is not ended.
    private static readonly string[] Apart = IsThere("setsid") ? ["setsid"] : ["sh", "-c", "trap '' INT; exec \"$@\"", "sh"];

    /// <summary>The folder that the operator is in: Aspire runs the AppHost in its own.</summary>
    public static string From { get; } =
        Environment.GetEnvironmentVariable("PWD") is { Length: > 0 } shell && Directory.Exists(shell)
            ? shell
            : Environment.CurrentDirectory;

    /// <exception cref="DeploymentException">It is not installed.</exception>
    public static void Need(string program)
    {
        if (!IsThere(program))
        {
            throw new DeploymentException($"The program {program} is needed on this machine, and is not there.");
        }
    }

    /// <summary>Runs a program to its end, or ends it when the time is over.</summary>
    /// <param name="program">Which.</param>
    /// <param name="arguments">What everybody on this machine may read.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="ct">Ends it.</param>
    /// <param name="input">Writes its standard input; null: it has none.</param>
    /// <param name="environment">Variables it has besides this process's.</param>
    public static async Task<Outcome> RunAsync(
        string program,
        IEnumerable<string> arguments,
        TimeSpan limit,
        CancellationToken ct,
        Func<Stream, CancellationToken, Task>? input = null,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        using var process = Start(program, arguments, environment);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct);
        either.CancelAfter(limit);
        var output = process.StandardOutput.ReadToEndAsync(either.Token);
        var errors = process.StandardError.ReadToEndAsync(either.Token);
        try
        {
            await GiveAsync(process, input, either.Token);
            await process.WaitForExitAsync(either.Token);
            return new(process.ExitCode, (await output).TrimEnd('\n'), (await errors).TrimEnd('\n'));
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            ct.ThrowIfCancellationRequested();
            return new(124, "", $"It took longer than {limit.TotalSeconds:0} s.");
        }
    }

    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] command = [.. Apart, program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            // Paths in SSH_OPTIONS are the operator's.
            WorkingDirectory = From,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception problem)
        {
            throw new DeploymentException($"The program {program} does not start: {problem.Message}");
        }
    }

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task GiveAsync(Process process, Func<Stream, CancellationToken, Task>? input, CancellationToken ct)
    {
        try
        {
            await using var stream = process.StandardInput.BaseStream;
            if (input is not null)
            {
                await input(stream, ct);
            }
        }
        catch (IOException)
        {
            // It has ended before it read all; its exit code tells.
        }
    }

    /// <summary>How a program ended, and what it said.</summary>
    internal sealed record Outcome(int Code, string Output, string Errors)
    {
        /// <summary>Of one that went well, its output; else all of it, the end of it where it is long.</summary>
        public string Said =>
            Code == 0 ? Output : string.Join('\n', $"{Output}\n{Errors}".Split('\n').Where(line => line.Length > 0).TakeLast(LinesTold));
    }
}
