namespace MiniTwit.ServiceDefaults.Logging;

internal static class LogFiles
{
    private const int KeptOfEndedProcesses = 16;

    /// <summary>
    /// The name of a process's files in the folder it may share with other replicas; before the end goes the date. With the machine's
    /// name, which is the container's: within theirs, all replicas are process 1.
    /// </summary>
    public static string NameFor(string application) =>
        FormattableString.Invariant($"{application}-{Environment.MachineName}-{Environment.ProcessId}-.jsonl");

    /// <summary>
    /// Deletes all but the newest files of an app. Each process bounds its own files; without this, those of processes that have
    /// ended would pile up restart by restart.
    /// </summary>
    public static void Prune(string directory, string application)
    {
        try
        {
            var files = new DirectoryInfo(directory).EnumerateFiles($"{application}-*.jsonl");
            foreach (var file in files.OrderByDescending(file => file.LastWriteTimeUtc).Skip(KeptOfEndedProcesses))
            {
                file.Delete();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No folder, or one that cannot be written: the file sink meets the same and reports it.
        }
    }
}
