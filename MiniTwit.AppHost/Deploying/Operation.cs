#pragma warning disable ASPIREPIPELINES001 // Pipelines are marked experimental.
using System.Runtime.InteropServices;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniTwit.AppHost.Hosting;
using MiniTwit.AppHost.Publishing;

namespace MiniTwit.AppHost.Deploying;

/// <summary>
/// What all that operators do has in common: their settings, the model's parts, the droplets, the lock, a folder for this run that only
/// this user can read, and what is said.
/// </summary>
internal sealed partial class Operation : IAsyncDisposable
{
    private readonly Dictionary<string, Machine> _machines = [];
    private readonly ILogger _log;
    private readonly IConfiguration _options;
    private readonly CancellationTokenSource _ending;
    private readonly PosixSignalRegistration _hangup;
    private OneAtATime? _lock;

    private Operation(Stack stack, IReadOnlyList<Part> parts, IConfiguration options, PipelineStepContext context)
    {
        Stack = stack;
        Parts = parts;
        _options = options;
        _log = context.Services.GetRequiredService<ILogger<Operation>>();
        _ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        // A terminal that is closed ends it as Ctrl+C does: what has to be undone is.
        _hangup = PosixSignalRegistration.Create(
            PosixSignal.SIGHUP,
            signal =>
            {
                signal.Cancel = true;
                _ending.Cancel();
            }
        );
        Settings = SettingsFile.Read(Option("settings") is { Length: > 0 } path ? path : stack.Deploy("production.env"));
        if (Option("version") is { Length: > 0 } version)
        {
            Settings["VERSION"] = version;
        }

        Work = Directory.CreateTempSubdirectory("minitwit-deploy-").FullName;
    }

    public Stack Stack { get; }

    public SettingsFile Settings { get; }

    public IReadOnlyList<Part> Parts { get; }

    /// <summary>What runs on the app droplets.</summary>
    public IReadOnlyList<Part> AppParts => field ??= [.. Parts.Where(part => part.Droplet == Part.AppDroplet(Parts))];

    /// <summary>The model's parameters.</summary>
    public IReadOnlyList<Setting> Parameters => field ??= Setting.Of(Parts);

    /// <summary>Ends it: an operator did, or the lock is lost, so that another operation may have begun.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>A folder for this run, which only this user can read, and which ends with it.</summary>
    public string Work { get; }

    /// <summary>Reads the settings and checks them.</summary>
    /// <exception cref="DeploymentException">They will not do; the message says all that is wrong.</exception>
    public static async Task<Operation> BeginAsync(Stack stack, PipelineStepContext context)
    {
        Command.Need("ssh");
        var parts = await Part.AllAsync(context.Model, context.ExecutionContext, context.Logger, context.CancellationToken);
        // Of the command line alone: a variable HOST or VERSION of the shell's was not meant.
        var options = new ConfigurationBuilder().AddCommandLine(Environment.GetCommandLineArgs()[1..]).Build();
        var operation = new Operation(stack, parts, options, context);
        try
        {
            operation.WarnWhoDoesNotHear();
            var other = PublishStep.Outdated(stack, context.Model, parts);
            DeploymentException.Unless(
                other.Count == 0,
                $"These files are not the model's as it is now: run deploy/generate.sh first. {string.Join(", ", other)}"
            );
            SettingsCheck.Check(operation.Settings, operation.Parameters);
            return operation;
        }
        catch
        {
            await operation.DisposeAsync();
            throw;
        }
    }

    /// <summary>An option as it was given, such as <c>to</c>; null: it was not.</summary>
    public string? Option(string name) => _options[name];

    /// <summary>Takes the droplet of the option <c>host</c> for the database's; whether that is another than the settings have.</summary>
    public bool TakeHost()
    {
        if (Option("host") is not { Length: > 0 } host || host == Settings["DB_SSH"])
        {
            return false;
        }

        Settings["DB_SSH"] = host;
        return true;
    }

    public Task<Machine> AppAsync(CancellationToken ct) => MachineAsync("app", Settings["APP_SSH"], ct);

    public Task<Machine> DatabaseAsync(CancellationToken ct) => MachineAsync("db", Settings["DB_SSH"], ct);

    /// <summary>A droplet, to which there is one connection from here on.</summary>
    public async Task<Machine> MachineAsync(string name, string target, CancellationToken ct)
    {
        if (_machines.TryGetValue(name, out var machine) && machine.Target == target)
        {
            return machine;
        }

        if (machine is not null)
        {
            // The database has moved.
            await machine.DisposeAsync();
        }

        return _machines[name] = await Machine.ConnectAsync(name, target, Settings, Work, ct);
    }

    /// <summary>From here to the end of this one, no other operation changes anything. Taken before anything is compared.</summary>
    /// <exception cref="DeploymentException">Another one is running.</exception>
    public async Task LockAsync(CancellationToken ct) => _lock ??= await OneAtATime.TakeAsync(await AppAsync(ct), _ending.Cancel, ct);

    public void Say(string text) => Said(_log, text);

    public void Warn(string text) => Warned(_log, text);

    /// <summary>What was meant once is easily forgotten: said at the start and at the end of each run.</summary>
    public void WarnWhoDoesNotHear()
    {
        if (Settings["ALERTS_TO_NOBODY"] == "true" && !SettingsCheck.IsHeard(Settings))
        {
            Warn("NOBODY hears of an alert (ALERTS_TO_NOBODY=true).");
        }

        if (Settings["ALERTS_WITHOUT_HEARTBEAT"] == "true" && !SettingsCheck.IsWatched(Settings))
        {
            Warn("NOBODY notices when alerting itself is gone (ALERTS_WITHOUT_HEARTBEAT=true).");
        }
    }

    /// <summary>Asks on the terminal, unless <c>--yes true</c> answered beforehand.</summary>
    /// <exception cref="DeploymentException">The answer is not yes, or there is nobody to ask.</exception>
    public void Confirm(string question)
    {
        if (Option("yes") == "true")
        {
            return;
        }

        string? answer;
        try
        {
            using var terminal = new FileStream("/dev/tty", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            using var writer = new StreamWriter(terminal, leaveOpen: true) { AutoFlush = true };
            writer.Write($"{question} (yes/no) ");
            using var reader = new StreamReader(terminal, leaveOpen: true);
            answer = Task.Run(reader.ReadLine, Ending).WaitAsync(Ending).GetAwaiter().GetResult();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DeploymentException("No terminal to ask on; --yes answers beforehand.");
        }

        if (answer != "yes")
        {
            throw new DeploymentException("Nothing was changed.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_lock is not null)
        {
            await _lock.DisposeAsync();
        }

        foreach (var machine in _machines.Values)
        {
            await machine.DisposeAsync();
        }

        _hangup.Dispose();
        _ending.Dispose();
        Directory.Delete(Work, recursive: true);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Text}")]
    private static partial void Said(ILogger log, string text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Text}")]
    private static partial void Warned(ILogger log, string text);
}
