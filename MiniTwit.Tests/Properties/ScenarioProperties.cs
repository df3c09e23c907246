using System.Text;
using FsCheck.Xunit;
using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Tests.Properties;

/// <summary>A recorded scenario is read as it was written, and any other file is told what is wrong with it.</summary>
[Properties(Arbitrary = [typeof(Texts)], MaxTest = 300)]
public sealed class ScenarioProperties
{
    [Property]
    public void What_is_written_is_read(ulong id, ulong delay, ulong at, byte[] kinds, string user, string argument, string password)
    {
        var commands = kinds
            .Select((number, line) => (Kind: (CommandKind)(number % 4), Line: line))
            .Select(of => new ScenarioCommand(
                (long)(id >> 1),
                (long)(delay >> 1),
                (long)(at >> 1),
                of.Kind,
                OneCell($"u{of.Line}{user}"),
                OneCell(argument),
                of.Kind == CommandKind.Register ? OneCell(password) : null
            ))
            .ToList();
        using var file = new MemoryStream();

        ScenarioWriter.Write(file, commands);
        file.Position = 0;

        Assert.Equal(commands, ScenarioReader.Read(file, "scenario.tsv"));
    }

    [Property]
    public void Whatever_else_a_file_holds_is_read_or_told(string text)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        try
        {
            Assert.All(ScenarioReader.Read(file, "scenario.tsv"), command => Assert.NotEmpty(command.User));
        }
        catch (ScenarioException told)
        {
            Assert.StartsWith("scenario.tsv", told.Message, StringComparison.Ordinal);
        }
    }

    [Property(MaxTest = 20)]
    public void What_is_generated_again_is_the_same(ushort people, ushort commands, int seed)
    {
        var (many, length) = ((people % 50) + 2, (commands % 500) + 200);

        Assert.Equal(
            new ScenarioGenerator(many, length, seed).Commands().ToList(),
            new ScenarioGenerator(many, length, seed).Commands().ToList()
        );
    }

    // The format has no way to write these within a cell, and a file has no place for half a character.
    private static string OneCell(string text) =>
        Encoding
            .UTF8.GetString(Encoding.UTF8.GetBytes(text))
            .Replace("\t", "", StringComparison.Ordinal)
            .Replace("\r", "", StringComparison.Ordinal)
            .Replace("\n", "", StringComparison.Ordinal);
}
