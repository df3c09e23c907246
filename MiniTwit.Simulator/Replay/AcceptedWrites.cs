using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Simulator.Replay;

/// <summary>Remembers what the API accepted from a sample of the users, and the last command that it can have seen.</summary>
internal sealed class AcceptedWrites
{
    /// <summary>As many messages and followed users as the API lists when not asked for a number.</summary>
    public const int Remembered = 100;

    private const int SampledUsers = 50;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, UserWrites> _users;
    private readonly HashSet<long> _latest = [];

    public AcceptedWrites(IEnumerable<ScenarioCommand> commands)
    {
        var users = commands.Select(c => c.User).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var step = Math.Max(1, users.Count / SampledUsers);
        _users = users
            .Where((_, index) => index % step == 0)
            .Take(SampledUsers)
            .ToDictionary(user => user, _ => new UserWrites(), StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyDictionary<string, UserWrites> Users => _users;

    /// <summary>The ids of which GET /latest has to tell one, where commands were sent one at a time; none where none arrived.</summary>
    public IReadOnlySet<long> Latest => _latest;

    public void Note(ScenarioCommand command, Answer answer)
    {
        lock (_lock)
        {
            // Any answer proves that the id arrived. After a lost answer both ids are possible.
            if (answer.Failure is null)
            {
                _latest.Clear();
            }

            if (answer.Failure is null || answer.MayHaveTakenEffect)
            {
                _latest.Add(command.Id);
            }

            if (_users.TryGetValue(command.User, out var writes))
            {
                writes.Note(command, answer);
            }
        }
    }
}
