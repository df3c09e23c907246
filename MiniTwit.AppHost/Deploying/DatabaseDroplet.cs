using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MiniTwit.AppHost.Postgres;

namespace MiniTwit.AppHost.Deploying;

/// <summary>A droplet of the database's: its files, and the services that Compose runs there from them.</summary>
/// <param name="operation">Whose settings and model it is brought to.</param>
/// <param name="machine">The droplet.</param>
/// <param name="address">Its private address, where that is not DATABASE_ADDRESS.</param>
internal sealed class DatabaseDroplet(Operation operation, Machine machine, string? address = null)
{
    /// <summary>The name of its folder.</summary>
    public const string Kind = "db-droplet";

    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode ForItsOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // What Compose reads by itself beside compose.yaml, whichever it finds first. An operator's comes from beside the settings.
    private static readonly string[] Overrides =
    [
        $"{Kind}/compose.override.yaml",
        $"{Kind}/compose.override.yml",
        $"{Kind}/docker-compose.override.yml",
        $"{Kind}/docker-compose.override.yaml",
    ];

    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PullsWithin = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan HealthyWithin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // They are what they are for this run; certificates are made before.
    private readonly Lazy<SortedDictionary<string, ShippedFile>> _files = new(() => Files(operation, address));

    public Machine Machine => machine;

    /// <summary>How its files differ from what they should be.</summary>
    public async Task<Difference> CompareAsync(CancellationToken ct)
    {
        // What else lies there is an operator's.
        string[] paths = [.. _files.Value.Keys.Union(Overrides)];
        var listed = await machine.RunAsync(
            """
            cd "$1/deploy" 2>/dev/null || exit 0
            shift
            sha256sum -- "$@" 2>/dev/null || true
            """,
            Short,
            ct,
            null,
            [machine.Remote, .. paths]
        );
        var there = listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToDictionary(line => line[66..], line => line[..64]);
        return new(
            [
                .. _files
                    .Value.Where(file => there.GetValueOrDefault(file.Key) != Convert.ToHexStringLower(SHA256.HashData(file.Value.Content)))
                    .Select(file => file.Key),
            ],
            [.. there.Keys.Where(path => !_files.Value.ContainsKey(path)).Order(StringComparer.Ordinal)]
        );
    }

    /// <summary>Brings it its files, its settings and its secrets.</summary>
    public async Task ShipAsync(CancellationToken ct)
    {
        var difference = await CompareAsync(ct);
        operation.Say($"{machine.Name}: {difference.Write.Count} files changed, {difference.Remove.Count} gone");
        // (An archive of no files is none that tar takes.)
        if (difference.Write.Count > 0)
        {
            var files = difference.Write.ToDictionary(path => path, path => _files.Value[path]);
            await machine.SendAsync(files, $"{machine.Remote}/deploy", ct);
        }

        if (difference.Remove.Count > 0)
        {
            string[] arguments = [machine.Remote, .. difference.Remove];
            await machine.RunAsync("""cd "$1/deploy" && shift && rm -f -- "$@" """, Short, ct, null, arguments);
        }
    }

    /// <summary>The images of its services and others, with the content that their registry has for them now.</summary>
    /// <exception cref="DeploymentException">One is not to be had.</exception>
    public async Task PullAsync(CancellationToken ct, params string[] more)
    {
        var images = (await ComposeAsync("config --images", Short, ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await Task.WhenAll(images.Concat(more).Distinct().Select(image => PullAsync(image, ct)));
    }

    /// <summary>Runs <c>docker compose</c> there.</summary>
    public Task<string> ComposeAsync(string arguments, TimeSpan limit, CancellationToken ct) =>
        machine.RunAsync($"docker compose --progress quiet {arguments}", limit, ct);

    /// <summary>Has all its services run as the files say, and waits until they are well. What is as it should be is left alone.</summary>
    /// <exception cref="DeploymentException">One is not well.</exception>
    public async Task UpAsync(CancellationToken ct)
    {
        const string Up = "docker compose --progress quiet up --detach --remove-orphans --quiet-pull";
        // Twice, since a check that comes too late on a busy machine makes Compose give up.
        await machine.RunAsync($"{Up} || {{ sleep 10; {Up}; }}", StartsWithin, ct);
        var began = TimeProvider.System.GetTimestamp();
        while (await NotWellAsync(ct) is { Length: > 0 } waiting)
        {
            if (TimeProvider.System.GetElapsedTime(began) > HealthyWithin)
            {
                throw new DeploymentException($"{machine.Name}: not healthy after {HealthyWithin.TotalSeconds:0} s: {waiting}");
            }

            await Task.Delay(Pause, ct);
        }
    }

    /// <summary>The same where the database itself runs already.</summary>
    public async Task UpBesideItAsync(CancellationToken ct)
    {
        try
        {
            await UpAsync(ct);
        }
        catch (DeploymentException failure)
        {
            throw new DeploymentException($"The database runs, another service of the droplet does not: {failure.Message}");
        }
    }

    /// <summary>Whether a disk with so much room has it for a second cluster of that size, both in MB.</summary>
    public static bool HasRoomForTwo(long size, long room) => room > size * 5 / 4 + 512;

    public static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>What an operator does on the droplet to be rid of old clusters, whose folders are given one a line.</summary>
    public string Removing(string folders) =>
        $"  cd {machine.Folder} && docker compose run --rm --no-deps --entrypoint rm postgres -rf {folders.ReplaceLineEndings(" ")}";

    /// <summary>As the superuser on its running server; columns are separated by a space.</summary>
    public Task<string> SqlAsync(string sql, CancellationToken ct, string database = "postgres") =>
        machine.RunAsync(
            """docker compose exec -T --user postgres postgres psql -XqAt -F ' ' -d "$2" -c "$1" """,
            Short,
            ct,
            null,
            sql,
            database
        );

    /// <summary>Gives the roles their passwords and their rights on the tables there are now.</summary>
    public Task SetRightsAsync(CancellationToken ct) => ComposeAsync("exec -T --user postgres postgres roles.sh", Short, ct);

    /// <summary>Where the database is still one of another major version than these files are for, whose image is there: which, and where it lies.</summary>
    public async Task<(string Version, string Folder)?> OlderClusterAsync(CancellationToken ct) =>
        (await ComposeAsync("run --rm -T --no-deps --entrypoint older-cluster.sh postgres", TimeSpan.FromMinutes(2), ct)).Split(' ')
            is [var version, var folder]
            ? (version, folder)
            : null;

    /// <summary>Once the files and the image are there, and before anything is stopped or started.</summary>
    /// <exception cref="DeploymentException">The database is one of an older major version.</exception>
    public async Task RefuseOlderClusterAsync(CancellationToken ct)
    {
        if (await OlderClusterAsync(ct) is var (older, _))
        {
            throw new DeploymentException(
                $"{machine.Name}: the database is one of PostgreSQL {older}, and these files are for another: take the release that runs, or first deploy/upgrade-db.sh. Nothing was stopped or started."
            );
        }
    }

    private async Task PullAsync(string image, CancellationToken ct)
    {
        var isThere = (await machine.TryAsync("""docker image inspect "$1" >/dev/null 2>&1""", Short, ct, null, image)).Code == 0;
        if (!isThere)
        {
            operation.Say($"{machine.Name}: pulling {image}");
        }

        var (code, said) = await machine.TryAsync("""docker pull --quiet "$1" >/dev/null""", PullsWithin, ct, null, image);
        if (code != 0)
        {
            operation.Warn(
                isThere
                    ? $"{machine.Name}: no registry told the present content of {image}: it goes on with what is there under this name."
                    : $"{machine.Name}: {said}"
            );
        }

        if (code != 0 && !isThere)
        {
            throw new DeploymentException($"{machine.Name}: {image} could not be pulled. Nothing was stopped or started.");
        }
    }

    private async Task<string> NotWellAsync(CancellationToken ct)
    {
        var all = await ComposeAsync("ps --all --format '{{.Service}}|{{.State}}|{{.Health}}|{{.ExitCode}}'", Short, ct);
        return string.Join(
            ' ',
            all.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('|'))
                .Where(service => service is not ([_, "running", "" or "healthy", _] or [_, "exited", _, "0"]))
                .Select(service => $"{service[0]} ({service[1]} {service[2]})")
        );
    }

    private static SortedDictionary<string, ShippedFile> Files(Operation operation, string? address)
    {
        var settings = operation.Settings;
        var home = operation.Stack.Deploy("");
        var parts = operation.Parts.Where(part => part.Droplet.Name == Kind).ToList();
        SortedDictionary<string, ShippedFile> files = new(StringComparer.Ordinal)
        {
            [$"{Kind}/compose.yaml"] = Copy(Path.Combine(home, Kind, "compose.yaml")),
        };
        var changes = Path.Combine(settings.Folder, Path.GetFileName(Overrides[0]));
        if (File.Exists(changes))
        {
            files[Overrides[0]] = Copy(changes);
        }

        foreach (
            var source in parts
                .SelectMany(part => part.Mounts)
                .Select(mount => mount.Source!)
                .Where(source => source.StartsWith(home, StringComparison.Ordinal))
        )
        {
            foreach (var file in File.Exists(source) ? [source] : Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                files[Path.GetRelativePath(home, file)] = Copy(file);
            }
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (
            var name in parts
                .SelectMany(part => part.Service.Secrets)
                .Select(secret => secret.File)
                .Distinct()
                .Order(StringComparer.Ordinal)
        )
        {
            var secret = Path.Combine(settings.Secrets, name);
            var content = File.Exists(secret) ? File.ReadAllBytes(secret) : [];
            // A key to the storage is not always used: Compose asks for the file all the same.
            DeploymentException.Unless(
                content.Length > 0 || name == PostgresDroplet.BackupKey.File && settings["PGBACKREST_REPO1_TYPE"] != "sftp",
                $"There is no {secret}. Who deploys needs all of this folder; for a first deployment deploy/certificates.sh makes it."
            );
            files[$"{Kind}/secrets/{name}"] = new(content, name.EndsWith(".crt", StringComparison.Ordinal) ? ForAll : ForItsOwner);
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {content.Length}\n"));
            hash.AppendData(content);
        }

        var lines = operation
            .Parameters.Where(setting => setting.Droplets.Contains(Kind))
            .Select(setting =>
                $"{setting.Name}={(setting.Name == "DATABASE_ADDRESS" && address is not null ? address : settings[setting.Name])}\n"
            )
            // By which a service is another one when a file among its secrets is.
            .Append($"SECRETS_HASH={Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}\n");
        files[$"{Kind}/.env"] = new(Encoding.UTF8.GetBytes(string.Concat(lines)), ForItsOwner);
        return files;
    }

    // Nothing there runs one of these by its name.
    private static ShippedFile Copy(string file) => new(File.ReadAllBytes(file), ForAll);
}
