using Spectre.Console;

namespace MiniTwit.Simulator.Report;

/// <summary>Makes consoles of writers.</summary>
internal static class Consoles
{
    private const int WidthOfFiles = 160;

    public static IAnsiConsole Create(TextWriter writer)
    {
        var output = new AnsiConsoleOutput(writer);
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = output, Interactive = output.IsTerminal ? InteractionSupport.Detect : InteractionSupport.No }
        );
        if (!output.IsTerminal)
        {
            console.Profile.Width = WidthOfFiles;
        }

        return console;
    }
}
