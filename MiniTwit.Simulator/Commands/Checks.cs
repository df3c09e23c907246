using System.CommandLine;
using System.CommandLine.Parsing;
using System.Numerics;

namespace MiniTwit.Simulator.Commands;

/// <summary>Rules that the command line has to keep.</summary>
internal static class Checks
{
    public static void Within<T>(Option<T> option, T least, T most)
        where T : INumber<T> =>
        option.Validators.Add(result =>
        {
            if (Value<T>(result) is { } value && (value < least || value > most))
            {
                result.AddError($"{option.Name} has to be from {least} to {most}.");
            }
        });

    public static void AtLeastOne<T>(Option<T?> option)
        where T : struct, INumber<T> =>
        option.Validators.Add(result =>
        {
            if (Value<T?>(result) < T.One)
            {
                result.AddError($"{option.Name} has to be at least 1.");
            }
        });

    public static void AboveZero(Option<TimeSpan?> option) =>
        option.Validators.Add(result =>
        {
            if (Value<TimeSpan?>(result) == TimeSpan.Zero)
            {
                result.AddError($"{option.Name} has to be above zero.");
            }
        });

    public static void Excludes(Command command, Option option, ScenarioOptions others) =>
        command.Validators.Add(result =>
        {
            if (result.GetResult(option) is not null && others.All.Any(other => result.GetResult(other) is { Implicit: false }))
            {
                result.AddError($"{option.Name} reads a scenario; --users, --commands and --seed generate one. Give either.");
            }
        });

    // Reading what could not be converted throws; the parser has reported that by itself.
    private static T? Value<T>(OptionResult result)
    {
        try
        {
            return result.GetValueOrDefault<T>();
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }
}
