using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Simulator.Replay;

/// <summary>
/// What has to be over before a command may be sent when many are on their way: the same user's previous command, and the registration of
/// the user whom it follows. Everything else may overtake.
/// </summary>
internal sealed class CommandOrder
{
    private readonly Dictionary<string, Task> _last = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Task> _registrations = new(StringComparer.OrdinalIgnoreCase);

    public Task Before(ScenarioCommand command)
    {
        var own = _last.GetValueOrDefault(command.User, Task.CompletedTask);
        if (command.Kind is not (CommandKind.Follow or CommandKind.Unfollow))
        {
            return own;
        }

        if (!_registrations.TryGetValue(command.Argument, out var other) || other.IsCompleted)
        {
            return own;
        }

        return own.IsCompleted ? other : Task.WhenAll(own, other);
    }

    public void Add(ScenarioCommand command, Task sending)
    {
        _last[command.User] = sending;
        if (command.Kind == CommandKind.Register)
        {
            _registrations[command.User] = sending;
        }
    }
}
