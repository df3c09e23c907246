using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MiniTwit.AppHost.Reports;

/// <summary>What operators read of a step of the pipeline: the time and a text; warnings on the error output.</summary>
internal sealed class PlainLines() : ConsoleFormatter(FormatName)
{
    private const string FormatName = "plain";

    /// <summary>A text of any number of lines.</summary>
    public static string Line(string text) =>
        $"{TimeProvider.System.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}  {text}";

    /// <summary>Has the terminal show nothing else: what the pipeline says of itself is for its own tools.</summary>
    public static void Use(IServiceCollection services) =>
        services.AddLogging(logging =>
            logging
                .AddConsole(console =>
                {
                    console.FormatterName = FormatName;
                    console.LogToStandardErrorThreshold = LogLevel.Warning;
                })
                .AddConsoleFormatter<PlainLines, ConsoleFormatterOptions>()
                .AddFilter<ConsoleLoggerProvider>(category: null, LogLevel.None)
                .AddFilter<ConsoleLoggerProvider>(nameof(MiniTwit), LogLevel.Information)
        );

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter) =>
        textWriter.WriteLine(
            Line((logEntry.LogLevel == LogLevel.Warning ? "WARNING: " : "") + logEntry.Formatter(logEntry.State, logEntry.Exception))
        );
}
