using System.CommandLine;
using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Simulator.Commands;

/// <summary>The options that describe a generated scenario.</summary>
internal sealed class ScenarioOptions
{
    public Option<int> Users { get; } =
        new("--users")
        {
            Description = "How many users register.",
            HelpName = "N",
            DefaultValueFactory = _ => CommandMix.CourseUsers,
        };

    public Option<int> Commands { get; } =
        new("--commands")
        {
            Description = "How many commands in all, registrations included.",
            HelpName = "N",
            DefaultValueFactory = _ => CommandMix.CourseCommands,
        };

    public Option<long> Seed { get; } =
        new("--seed")
        {
            Description = "The same seed gives the same scenario.",
            HelpName = "S",
            DefaultValueFactory = _ => 1,
        };

    public IReadOnlyList<Option> All => [Users, Commands, Seed];

    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }
}
