namespace MiniTwit.ServiceDefaults.Logging;

/// <summary>
/// Names and bounds of the log files. Logstash keeps how far it has read by inode, also of a file that is gone, and a new file may be
/// given a deleted one's inode: at any later time, so the order of the two does not help. Of that file it would skip as much as it had
/// read of the other. Of a file that was emptied it begins anew. So no file is deleted while lines are in it.
/// </summary>
internal static class LogFiles
{
    private const int Kept = 16;

    /// <summary>
    /// The name of a process's files in the folder it may share with other replicas; before the end goes the date. With the machine's
    /// name, which is the container's: within theirs, all replicas are process 1.
    /// </summary>
    public static string NameFor(string application) =>
        FormattableString.Invariant($"{application}-{Environment.MachineName}-{Environment.ProcessId}-.jsonl");

    /// <summary>
    /// Empties all but the newest files of an app, whichever processes wrote them, and deletes all but the newest of those that are
    /// empty: by then as many files have been begun since that Logstash, unless it stands still, has long seen them empty.
    /// </summary>
    public static void Bound(string directory, string application)
    {
        try
        {
            var files = new DirectoryInfo(directory)
                .GetFiles($"{application}-*.jsonl")
                .OrderByDescending(file => file.LastWriteTimeUtc)
                .ToLookup(file => file.Length == 0);
            foreach (var file in files[true].Skip(Kept))
            {
                file.Delete();
            }

            foreach (var file in files[false].Skip(Kept))
            {
                Empty(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No folder, or one that cannot be written: the file sink meets the same and reports it.
        }
    }

    private static void Empty(FileInfo file)
    {
        try
        {
            // Not shared: it fails while a process has the file open, which would go on writing behind the cut.
            file.Open(FileMode.Truncate, FileAccess.Write, FileShare.None).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its turn comes again.
        }
    }
}
