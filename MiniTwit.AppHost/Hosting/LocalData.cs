using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MiniTwit.AppHost.Hosting;

/// <summary>
/// The folder in which a local run keeps what must outlive it: the Postgres cluster, Prometheus' data, log files and the
/// secrets made up for them. Setting <c>Data:Directory</c>; <c>.minitwit</c> beside the solution by default, ignored by git.
/// </summary>
internal sealed class LocalData(string root)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // How Linux, macOS and Windows say that another process has a file open for itself.
    private static readonly int[] TakenCodes = [11, 35, unchecked((int)0x80070020)];

    /// <summary>The name of this folder's own container volume.</summary>
    public string Volume(string name) => $"minitwit-{Id}-{name}";

    /// <summary>A name for this folder, for what is kept outside it: 8 hex digits.</summary>
    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(root))))[..8];

    /// <summary>Keeps every other run out of this folder, since two would write to one database and one Prometheus store.</summary>
    /// <returns>The lock: it holds as long as this is open.</returns>
    /// <exception cref="SetupException">Another run is in it, or nothing can be kept there.</exception>
    public FileStream Lock()
    {
        var owner = Path.Combine(root, "run.pid");
        Make(root);
        try
        {
            var held = new FileStream(Path.Combine(root, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return held;
        }
        catch (IOException problem) when (TakenCodes.Contains(problem.HResult))
        {
            var process = File.Exists(owner) ? $": process {File.ReadAllText(owner)}" : "";
            throw new SetupException(
                $"Another run has its data in {root}{process}. Stop it, or choose another folder: Data__Directory={Path.TrimEndingDirectorySeparator(root)}-2 ./run.sh"
            );
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Unusable(root, problem);
        }
    }

    public string Directory(string name) => Make(Path.Combine(root, name));

    private static string Make(string folder)
    {
        try
        {
            return System.IO.Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Unusable(folder, problem);
        }
    }

    private static SetupException Unusable(string folder, Exception problem) =>
        new($"No data can be kept in {folder}: {problem.Message.TrimEnd('.')}. Choose another folder: Data__Directory=FOLDER ./run.sh");

    /// <summary>
    /// A random secret that lives with the data: a database keeps the first password it was given, so the next run has to find it again.
    /// </summary>
    public string Secret(string name)
    {
        var file = SecretFile(name);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            using var stream = new FileStream(file, options);
            stream.Write(Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(40, lowercase: true)));
        }
        catch (IOException) when (File.Exists(file))
        {
            // An earlier run made it.
        }

        return File.ReadAllText(file);
    }

    /// <summary>Whether an earlier run made it.</summary>
    public bool HasSecret(string name) => File.Exists(SecretFile(name));

    private string SecretFile(string name) => Path.Combine(Directory("secrets"), name);

    /// <summary>
    /// The Postgres cluster's folder. As root the server runs as another user, who must be able to reach it: where a parent folder
    /// keeps others out (a clone under root's home, say) the cluster lives under <c>/var/lib</c> instead.
    /// </summary>
    public string PostgresDirectory() =>
        !Environment.IsPrivilegedProcess || OperatingSystem.IsWindows() || OthersMayEnter(root)
            ? Path.Combine(root, "postgres")
            : Path.Combine("/var/lib/minitwit", Id, "postgres");

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static bool OthersMayEnter(string path)
    {
        for (var folder = System.IO.Directory.CreateDirectory(path); folder is not null; folder = folder.Parent)
        {
            if (!folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }
}
