using System.CommandLine;
using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Simulator.Commands;

/// <summary><c>generate</c>: writes a scenario file.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--output", "-o")
        {
            Description = "The file to write; it is overwritten.",
            HelpName = "FILE",
            Required = true,
        };
        var scenario = new ScenarioOptions();
        var command = new Command("generate", "Write a scenario file like the course's: the same seed gives the same bytes.") { output };
        scenario.AddTo(command);
        command.SetAction(parsed =>
        {
            var (users, commands, seed) = (
                parsed.GetValue(scenario.Users),
                parsed.GetValue(scenario.Commands),
                parsed.GetValue(scenario.Seed)
            );
            ScenarioWriter.Write(parsed.GetValue(output)!, new ScenarioGenerator(users, commands, seed).Commands());
            return ExitCodes.Ok;
        });
        return command;
    }
}
