using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using MiniTwit.ServiceDefaults.Logging;
using Serilog.Events;
using Serilog.Parsing;

namespace MiniTwit.Tests.Logging;

/// <summary>The log files' bounds, in a real folder whose file system gives a deleted file's inode to the next new one.</summary>
public sealed class LogFileBoundsTests : IDisposable
{
    private const string Application = "Bounded.App";
    private const int Kept = 16;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minitwit-log-bounds-");
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    [Fact]
    public async Task No_line_is_skipped_whatever_files_went_before()
    {
        var logstash = new StandInLogstash(_folder.FullName);
        const int processes = (3 * Kept) + 5;
        for (var process = 0; process < processes; process++)
        {
            Write($"line of process {process}.");
            Ended(process);
            // It is busy elsewhere in between, but not so long that unread files are emptied.
            if (process % (Kept / 2) == 0)
            {
                await logstash.LookAsync();
            }
        }

        await logstash.LookAsync();
        var lines = Enumerable.Range(0, processes).Select(process => $"line of process {process}.");
        Assert.All(lines, line => Assert.Contains(line, logstash.Read, StringComparison.Ordinal));
        Assert.Equal(processes, logstash.Read.Count(c => c == '\n'));
        Assert.Equal(Kept + 1, _folder.GetFiles().Count(file => file.Length > 0));
        Assert.InRange(_folder.GetFiles().Length, 1, (2 * Kept) + 2);
    }

    [Fact]
    public void A_process_deletes_none_of_its_own_files_that_has_lines()
    {
        var older = Enumerable.Range(1, Kept + 4).Select(Older).ToArray();

        Write("the newest line");

        Assert.All(older, file => Assert.True(File.Exists(file), file));
        Assert.All(older[..Kept], file => Assert.NotEqual(0, new FileInfo(file).Length));
        Assert.All(older[Kept..], file => Assert.Equal(0, new FileInfo(file).Length));
    }

    [Fact]
    public void A_file_that_a_process_still_has_open_keeps_its_lines()
    {
        using var quiet = Sink();
        quiet.Emit(Line("of a quiet process"));
        quiet.Flush();
        var open = _folder.GetFiles().Single();
        File.SetLastWriteTimeUtc(open.FullName, DateTime.UtcNow.AddYears(-1));
        foreach (var day in Enumerable.Range(1, Kept + 1))
        {
            Older(day);
        }

        LogFiles.Bound(_folder.FullName, Application);

        open.Refresh();
        Assert.NotEqual(0, open.Length);
    }

    public void Dispose()
    {
        _services.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Write(string text)
    {
        using var sink = Sink();
        sink.Emit(Line(text));
    }

    /// <summary>The file is another process's from now on: names tell processes apart.</summary>
    private void Ended(int process)
    {
        var own = Path.GetFileNameWithoutExtension(LogFiles.NameFor(Application));
        var file = _folder.GetFiles($"{own}*").Single();
        file.MoveTo(Path.Combine(_folder.FullName, $"{Application}-ended-{process}-1.jsonl"));
    }

    private string Older(int days)
    {
        var written = DateTime.UtcNow.AddDays(-days);
        var name = LogFiles.NameFor(Application);
        var file = Path.Combine(_folder.FullName, name.Replace(".jsonl", $"{written:yyyyMMdd}.jsonl", StringComparison.Ordinal));
        File.WriteAllText(file, "{}\n");
        File.SetLastWriteTimeUtc(file, written);
        return file;
    }

    private LogFileSink Sink() =>
        new(
            _folder.FullName,
            Application,
            new EcsFormatter(Application, "1", "host"),
            new LogMetrics(_services.GetRequiredService<IMeterFactory>()),
            TimeProvider.System
        );

    private static LogEvent Line(string text) =>
        new(DateTimeOffset.UtcNow, LogEventLevel.Information, null, new MessageTemplateParser().Parse(text), []);
}
