using System.Security.Cryptography;
using System.Text;
using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Exporters;
using MiniTwit.AppHost.Publishing;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Postgres;

/// <summary>Postgres as it runs on its droplet, from <c>deploy/postgres</c>: TLS, roles, tuning, backups, metrics.</summary>
internal static class PostgresDroplet
{
    private const string Data = "postgres-data";
    private const string Socket = "postgres-socket";
    private const string DataFolder = "/var/lib/postgresql";
    private const string SocketFolder = "/var/run/postgresql";

    /// <summary>An empty file where the storage takes no ssh key.</summary>
    public static readonly SecretFile BackupKey = new("backup_key", "backup_key");

    // The image starts as root, gives the data folder to its own user and becomes it.
    private static readonly string[] ToBecomeItsUser = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"];

    private static readonly (string Name, bool Secret, string Description)[] Storage =
    [
        ("TYPE", false, "Where backups go: s3 or sftp; empty: nowhere, and an alert says so."),
        ("PATH", false, "The folder there, such as /minitwit."),
        (
            "CIPHER_PASS",
            true,
            "What backups are encrypted with; needed where TYPE is set. Keep a copy elsewhere: without it they are worth nothing."
        ),
        ("S3_BUCKET", false, "s3: the bucket."),
        ("S3_ENDPOINT", false, "s3: the host, such as fra1.digitaloceanspaces.com."),
        ("S3_REGION", false, "s3: the region, such as fra1."),
        ("S3_KEY", true, "s3: the access key."),
        ("S3_KEY_SECRET", true, "s3: the access key's secret."),
        ("SFTP_HOST", false, "sftp: the host."),
        ("SFTP_HOST_USER", false, "sftp: the user; the key is the file secrets/backup_key."),
        ("SFTP_HOST_FINGERPRINT", false, "sftp: the SHA-256 of the host key, in hex."),
    ];

    /// <summary>Of the image: PostgreSQL's version, and a hash of what is built onto it, so that changed files are another image.</summary>
    /// <param name="folder">That of the files.</param>
    public static string Tag(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetFileName(file)}\0"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return $"{Images.Postgres.Tag}-{Convert.ToHexStringLower(hash.GetHashAndReset())[..8]}";
    }

    public static IResourceBuilder<PostgresServerResource> WithDropletPostgres(
        this Droplet droplet,
        IResourceBuilder<PostgresServerResource> server
    )
    {
        var stack = droplet.Stack;
        var image = ReferenceExpression.Create($"{stack.Registry}/minitwit-postgres:{Tag(stack.Deploy("postgres"))}");
        var memory = stack.OptionalParameter(
            "postgres-memory-mb",
            "Memory for Postgres in MiB: about three quarters of the droplet's.",
            fallback: "1024"
        );
        var monitor = stack.Secret(
            "database-monitor-password",
            "Of the database role minitwit_monitor, by which the exporter reads statistics."
        );
        var storage = Storage.ToDictionary(
            setting => $"PGBACKREST_REPO1_{setting.Name}",
            setting =>
                stack.OptionalParameter(
                    $"pgbackrest-repo1-{setting.Name.ToLowerInvariant().Replace('_', '-')}",
                    setting.Description,
                    setting.Secret
                )
        );
        droplet
            .Place(server)
            .WithEnvironment("DATABASE_OWNER_PASSWORD", stack.DatabaseOwnerPassword)
            .WithEnvironment("DATABASE_APP_PASSWORD", stack.DatabaseAppPassword)
            .WithEnvironment(
                "DATABASE_READER_PASSWORD",
                stack.Secret("database-reader-password", "Of the database role minitwit_reader, which may read and no more.")
            )
            .WithEnvironment("DATABASE_MONITOR_PASSWORD", monitor)
            .WithEnvironment(
                "DATABASE_REPLICATION_PASSWORD",
                stack.Secret("database-replication-password", "Of the database role minitwit_replication, by which a replica follows.")
            )
            .WithEnvironment("POSTGRES_MEMORY_MB", memory)
            .WithStorage(storage)
            .WithVolume(Data, DataFolder)
            .WithVolume(Socket, SocketFolder)
            .AsService(
                new Service
                {
                    Purpose = "The database.",
                    OwnImage = image,
                    Cpus = "2.0",
                    MemoryMegabytes = memory,
                    HealthInterval = "5s",
                    HealthCheck = ["CMD", "healthy.sh"],
                    StartPeriod = "120s",
                    StopGracePeriod = "60s",
                    ShmSize = "256mb",
                    Ports = [new(5432, 5432, Address: stack.DatabaseAddress)],
                    Secrets = [SecretFile.DatabaseAuthority, new("server_crt", "server.crt"), new("server_key", "server.key"), BackupKey],
                    Capabilities = ToBecomeItsUser,
                }
            );
        droplet.AddBackups(server, image, storage);
        droplet.AddPostgresExporter(server, monitor);
        return server;
    }

    private static void AddBackups(
        this Droplet droplet,
        IResourceBuilder<PostgresServerResource> server,
        ReferenceExpression image,
        Dictionary<string, IResourceBuilder<ParameterResource>> storage
    ) =>
        droplet
            .AddContainer(ResourceNames.Backups, Images.Postgres)
            .WithArgs("backups.sh")
            .WithEnvironment(
                "BACKUP_HOUR",
                droplet.Stack.OptionalParameter("backup-hour", "The hour (UTC) of the daily backup.", fallback: "2")
            )
            .WithStorage(storage)
            .WithVolume(Data, DataFolder, isReadOnly: true)
            .WithVolume(Socket, SocketFolder)
            .WithVolume(ExporterExtensions.TextFilesVolume, ExporterExtensions.TextFiles)
            .WaitFor(server)
            .AsService(
                new Service
                {
                    Purpose = "Base backups at their hour, and how old the last one is. Postgres itself sends its write-ahead log.",
                    OwnImage = image,
                    Cpus = "1.0",
                    Memory = "512m",
                    HealthCheck = ["CMD", "backups.sh", "healthcheck"],
                    Secrets = [BackupKey],
                    Capabilities = ToBecomeItsUser,
                }
            );

    private static void AddPostgresExporter(
        this Droplet droplet,
        IResourceBuilder<PostgresServerResource> server,
        IResourceBuilder<ParameterResource> password
    ) =>
        droplet
            .AddContainer(ResourceNames.PostgresExporter, Images.PostgresExporter)
            .WithArgs("--collector.stat_statements", "--collector.long_running_transactions")
            .WithEnvironment(
                "DATA_SOURCE_URI",
                $"{ResourceNames.Postgres}:5432/{ResourceNames.Database}?sslmode=verify-full&sslrootcert=/run/secrets/database_ca"
            )
            .WithEnvironment("DATA_SOURCE_USER", "minitwit_monitor")
            .WithEnvironment("DATA_SOURCE_PASS", password)
            .WaitFor(server)
            .WithMetrics(new Metrics("postgres", 9187))
            .AsService(
                new Service
                {
                    Purpose = "The database's metrics.",
                    Cpus = "0.25",
                    HealthCheck = Service.Answers("http://localhost:9187/"),
                    ReadOnly = true,
                    Secrets = [SecretFile.DatabaseAuthority],
                    Ports = [new(9187, 9187, Address: droplet.Stack.DatabaseAddress)],
                }
            );

    private static IResourceBuilder<T> WithStorage<T>(
        this IResourceBuilder<T> resource,
        Dictionary<string, IResourceBuilder<ParameterResource>> storage
    )
        where T : IResourceWithEnvironment
    {
        foreach (var (name, value) in storage)
        {
            resource.WithEnvironment(name, value);
        }

        return resource;
    }
}
