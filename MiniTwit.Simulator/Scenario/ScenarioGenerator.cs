namespace MiniTwit.Simulator.Scenario;

/// <summary>Makes scenarios like the course's: the same seed gives the same commands.</summary>
internal sealed class ScenarioGenerator
{
    // The course's scenario starts on this evening in February 2020.
    private const long FirstTimestampMs = 1_582_246_860_000;

    // Of the course's 4,665 unfollows, 1,179 are of people who are not followed.
    private const double UnfollowsOfStrangers = 1_179.0 / 4_665;

    private readonly SeededRandom _random;
    private readonly CommandMix _mix;
    private readonly FollowGraph _follows;
    private readonly People _people;
    private readonly Texts _texts;
    private readonly int _commands;

    public ScenarioGenerator(int users, int commands, long seed)
    {
        if (users < 1)
        {
            throw new ScenarioException("A scenario needs at least one user.");
        }

        if (commands < users)
        {
            throw new ScenarioException($"{commands} commands are too few for {users} users: each has to register.");
        }

        _random = new SeededRandom(seed);
        _mix = new CommandMix(users, commands);
        _follows = new FollowGraph(_random);
        _people = new People(_random);
        _texts = new Texts(_random);
        _commands = commands;
    }

    public IEnumerable<ScenarioCommand> Commands()
    {
        var timestamp = FirstTimestampMs;
        for (var id = 0; id < _commands; id++)
        {
            var delay = id == 0 ? 0 : Delay();
            timestamp += delay;
            yield return Command(id, delay, timestamp, _mix.Deal(id, _random));
        }
    }

    private ScenarioCommand Command(int id, long delay, long timestamp, CommandKind kind)
    {
        if (kind == CommandKind.Register)
        {
            var (name, email) = _people.Add();
            return new(id, delay, timestamp, kind, name, email, Passwords.Next(_random));
        }
        var pair = kind switch
        {
            CommandKind.Follow => _follows.Follow(_people.Count),
            CommandKind.Unfollow when _random.Chance(1 - UnfollowsOfStrangers) => _follows.Unfollow() ?? _follows.Stranger(_people.Count),
            CommandKind.Unfollow => _follows.Stranger(_people.Count) ?? _follows.Unfollow(),
            _ => null,
        };
        return pair is var (actor, other)
            ? new(id, delay, timestamp, kind, _people[actor], _people[other])
            : new(id, delay, timestamp, CommandKind.Tweet, Author(), _texts.Next());
    }

    // Squaring favours those who came first; the busiest of 200 writes about 7 % of all messages, as in the course's scenario.
    private string Author()
    {
        var unit = _random.Unit();
        return _people[(int)(unit * unit * _people.Count)];
    }

    // Median 0.6 million, a twentieth above 3.5 million, slower while there are few users. No logarithms, as their last digit is the
    // machine's affair and the file has to be the same everywhere.
    private long Delay()
    {
        var unit = _random.Unit();
        return (long)(700_000 * (1 + 10.0 / _people.Count) * unit / (1.15 - unit));
    }
}
