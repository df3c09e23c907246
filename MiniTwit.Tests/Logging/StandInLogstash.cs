using System.Text;
using MiniTwit.Tests.Alerting;

namespace MiniTwit.Tests.Logging;

/// <summary>
/// Reads a folder as Logstash does (its file input, 4.4): positions are kept by inode, also of files that are gone; one that is shorter
/// than its position is read anew.
/// </summary>
internal sealed class StandInLogstash(string folder)
{
    private readonly Dictionary<string, long> _positions = [];
    private readonly StringBuilder _read = new();

    public string Read => _read.ToString();

    public async Task LookAsync()
    {
        var files = Directory.GetFiles(folder);
        var (_, inodes) = await Deployment.RunAsync("stat", ["--format=%i", .. files]);
        foreach (var (file, inode) in files.Zip(inodes.Split('\n')))
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            var known = (int)_positions.GetValueOrDefault(inode);
            var position = known > bytes.Length ? 0 : known;
            _read.Append(Encoding.UTF8.GetString(bytes[position..]));
            _positions[inode] = bytes.Length;
        }
    }
}
