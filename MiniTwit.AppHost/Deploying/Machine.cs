using System.Diagnostics;
using System.Formats.Tar;
using System.Text;

namespace MiniTwit.AppHost.Deploying;

/// <summary>
/// A droplet reached by ssh, over one connection for all commands. Secrets go there by standard input alone: arguments are for everybody
/// on either machine to read.
/// </summary>
internal sealed class Machine : IAsyncDisposable
{
    private static readonly TimeSpan ConnectsWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SendsWithin = TimeSpan.FromMinutes(10);

    private readonly SettingsFile _settings;
    private readonly string _work;

    private Machine(string name, string target, SettingsFile settings, string work)
    {
        Name = name;
        Target = target;
        Remote = settings["REMOTE_DIRECTORY"] is { Length: > 0 } folder ? folder : "/opt/minitwit";
        _settings = settings;
        _work = work;
    }

    /// <summary><c>app</c>, <c>db</c> or, while the database moves, <c>next</c>.</summary>
    public string Name { get; }

    /// <summary>As ssh takes it.</summary>
    public string Target { get; }

    /// <summary>The folder of all that is MiniTwit's there.</summary>
    public string Remote { get; }

    /// <summary>The folder of its files there, in which commands run where it exists.</summary>
    public string Folder => $"{Remote}/deploy/{(Name == "app" ? "app" : "db")}-droplet";

    private string Socket => Path.Combine(_work, $"ssh-{Name}");

    /// <param name="name">What it is called in what is said.</param>
    /// <param name="target">As ssh takes it.</param>
    /// <param name="settings">With SSH_OPTIONS and REMOTE_DIRECTORY.</param>
    /// <param name="work">A folder that only this user can read.</param>
    /// <param name="ct">Ends the attempt.</param>
    /// <exception cref="DeploymentException">There is no way to it.</exception>
    public static async Task<Machine> ConnectAsync(string name, string target, SettingsFile settings, string work, CancellationToken ct)
    {
        var machine = new Machine(name, target, settings, work);
        string[] connection =
        [
            .. machine.Options,
            "-o",
            "ControlMaster=yes",
            "-o",
            // Longer than a database of the largest size takes to copy: nothing is asked of the other droplet meanwhile.
            "ControlPersist=12h",
            "-o",
            $"ControlPath={machine.Socket}",
        ];
        var outcome = await Command.RunAsync("ssh", [.. connection, target, "true"], ConnectsWithin, ct);
        return outcome.Code == 0 ? machine : throw new DeploymentException($"{name}: no ssh to {target}: {outcome.Said}");
    }

    /// <summary>Runs shell text there with bash, which ends at the first failure.</summary>
    /// <param name="script">The text, in which no secret may be.</param>
    /// <param name="limit">How long it may take; it is ended there as well.</param>
    /// <param name="ct">Ends the connection, and not always what runs there.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="arguments">Its <c>$1</c>, <c>$2</c> …, in which no secret may be.</param>
    /// <returns>Its output, without the last line break.</returns>
    /// <exception cref="DeploymentException">It ended with another code than 0; the message is what it said last.</exception>
    public async Task<string> RunAsync(string script, TimeSpan limit, CancellationToken ct, string? input = null, params string[] arguments)
    {
        var (code, said) = await TryAsync(script, limit, ct, input, arguments);
        return code == 0 ? said : throw new DeploymentException($"{Name} ({Target}): {(said.Length > 0 ? said : $"exit code {code}")}");
    }

    /// <summary>The same for what may fail.</summary>
    /// <returns>Its exit code, and its output; of a failure, what it said on both streams.</returns>
    public async Task<(int Code, string Said)> TryAsync(
        string script,
        TimeSpan limit,
        CancellationToken ct,
        string? input = null,
        params string[] arguments
    )
    {
        string[] words =
        [
            "timeout",
            "--kill-after=10",
            $"{limit.TotalSeconds:0}",
            "bash",
            "--norc",
            "-euo",
            "pipefail",
            "-c",
            script,
            "bash",
            .. arguments,
        ];
        var command = $"cd {Quote(Folder)} 2>/dev/null; exec {string.Join(' ', words.Select(Quote))}";
        var outcome = await Command.RunAsync(
            "ssh",
            [.. OverConnection, Target, command],
            // (Before that, the time there is over.)
            limit + TimeSpan.FromSeconds(20),
            ct,
            input is null ? null : async (stream, token) => await stream.WriteAsync(Encoding.UTF8.GetBytes(input), token)
        );
        return (
            outcome.Code,
            outcome.Code == 124 && outcome.Said.Length == 0 ? $"It took longer than {limit.TotalSeconds:0} s." : outcome.Said
        );
    }

    /// <summary>Writes files there. They are overwritten in place: a container that mounts one goes on reading the one it found.</summary>
    /// <param name="files">By their paths in the folder.</param>
    /// <param name="to">The folder there.</param>
    /// <param name="ct">Ends it, between two files or within one.</param>
    public async Task SendAsync(IReadOnlyDictionary<string, ShippedFile> files, string to, CancellationToken ct)
    {
        var command =
            $"mkdir -p {Quote(to)} && tar --extract --directory {Quote(to)} --overwrite --preserve-permissions --no-same-owner --file -";
        var outcome = await Command.RunAsync("ssh", [.. OverConnection, Target, command], SendsWithin, ct, WriteAsync);
        if (outcome.Code != 0)
        {
            throw new DeploymentException($"{Name} ({Target}): the files did not get there: {outcome.Said}");
        }

        async Task WriteAsync(Stream stream, CancellationToken token)
        {
            await using var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true);
            foreach (var (path, file) in files)
            {
                using var content = new MemoryStream(file.Content);
                await tar.WriteEntryAsync(
                    new PaxTarEntry(TarEntryType.RegularFile, path) { Mode = file.Mode, DataStream = content },
                    token
                );
            }
        }
    }

    /// <summary>Makes the engine there one of this machine's.</summary>
    /// <returns>Its address, as <c>DOCKER_HOST</c> has it.</returns>
    public async Task<string> ForwardEngineAsync(CancellationToken ct)
    {
        var socket = Path.Combine(_work, $"docker-{Name}");
        if (!File.Exists(socket))
        {
            var forward = $"{socket}:/var/run/docker.sock";
            var outcome = await Command.RunAsync("ssh", [.. OverConnection, "-O", "forward", "-L", forward, Target], ConnectsWithin, ct);
            if (outcome.Code != 0)
            {
                throw new DeploymentException($"{Name} ({Target}): its engine is not reached: {outcome.Said}");
            }
        }

        return $"unix://{socket}";
    }

    /// <summary>A connection of its own, which ends with this process, however that ends.</summary>
    public Process StartAlone(string command) => Command.Start("ssh", [.. Options, "-o", "ControlPath=none", Target, command]);

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Socket))
        {
            await Command.RunAsync("ssh", [.. OverConnection, "-O", "exit", Target], ConnectsWithin, CancellationToken.None);
        }
    }

    private IEnumerable<string> Options =>
        [
            .. _settings["SSH_OPTIONS"].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
            "-o",
            "BatchMode=yes",
            "-o",
            "ConnectTimeout=10",
            "-o",
            "ServerAliveInterval=5",
            "-o",
            "ServerAliveCountMax=6",
        ];

    private IEnumerable<string> OverConnection => [.. Options, "-o", "ControlMaster=no", "-o", $"ControlPath={Socket}"];

    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

/// <summary>A file as a droplet gets it.</summary>
internal sealed record ShippedFile(byte[] Content, UnixFileMode Mode);
