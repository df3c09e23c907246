using System.Text;
using Serilog.Sinks.File;

namespace MiniTwit.ServiceDefaults.Logging;

/// <summary>
/// Remembers the file being written, hands its bytes over when told to rather than line by line, and ends a line that a full volume
/// cut short before more is appended to it. With each file that is opened the app's older ones are bounded.
/// </summary>
internal sealed class LogFileHooks(string directory, string application) : FileLifecycleHooks
{
    private string? _path;
    private Action? _handOver;

    /// <summary>False once the file that was opened last is no longer in its folder.</summary>
    public bool FileIsThere => _path is null || File.Exists(_path);

    /// <summary>Writes what was held back.</summary>
    public void Flush() => _handOver?.Invoke();

    /// <summary>The file is about to be closed.</summary>
    public void Forget() => _handOver = null;

    public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
    {
        _path = path;
        if (EndsWithinLine(path))
        {
            underlyingStream.WriteByte((byte)'\n');
        }

        var stream = new HeldBackStream(underlyingStream);
        _handOver = stream.HandOver;
        LogFiles.Bound(directory, application);
        return stream;
    }

    private static bool EndsWithinLine(string path)
    {
        using var written = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (written.Length == 0)
        {
            return false;
        }

        written.Seek(-1, SeekOrigin.End);
        return written.ReadByte() != '\n';
    }
}
