namespace MiniTwit.Simulator.Scenario;

/// <summary>Deals out kinds of commands so that the whole has the course's proportions and the beginning has its shape.</summary>
internal sealed class CommandMix
{
    /// <summary>The course's own scenario.</summary>
    public const int CourseUsers = 200,
        CourseCommands = 25_922;

    private const int CourseTweets = 11_306,
        CourseFollows = 9_751,
        CourseUnfollows = 4_665;

    private readonly int _users,
        _commands;
    private int _registered,
        _tweets,
        _follows,
        _unfollows;

    public CommandMix(int users, int commands)
    {
        (_users, _commands) = (users, commands);
        var rest = commands - users;
        _tweets = Share(CourseTweets);
        _follows = Share(CourseFollows);
        _unfollows = rest - _tweets - _follows;

        int Share(int ofCourse) => (int)Math.Round((double)rest * ofCourse / (CourseTweets + CourseFollows + CourseUnfollows));
    }

    public CommandKind Deal(int index, SeededRandom random)
    {
        var progress = (double)index / _commands;
        if (RegistrationDue(index, progress, random))
        {
            _registered++;
            return CommandKind.Register;
        }

        // People first write, then find each other, then part: what is left of each kind is weighted by how far the scenario is.
        // Drawing from what is left makes the totals exact.
        var (tweets, follows, unfollows) = (_tweets * 1.0, _follows * (0.1 + 1.4 * progress), _unfollows * progress * (0.2 + progress));
        var draw = random.Unit() * (tweets + follows + unfollows);
        if ((draw < tweets && _tweets > 0) || _follows + _unfollows == 0)
        {
            return Take(CommandKind.Tweet, ref _tweets);
        }

        if ((draw < tweets + follows && _follows > 0) || _unfollows == 0)
        {
            return Take(CommandKind.Follow, ref _follows);
        }

        return Take(CommandKind.Unfollow, ref _unfollows);
    }

    // Two thirds of the course's users come in the first tenth: the fourth root of the progress.
    private bool RegistrationDue(int index, double progress, SeededRandom random)
    {
        if (_registered == _users)
        {
            return false;
        }

        if (_registered == 0 || _commands - index == _users - _registered)
        {
            return true;
        }

        return _registered < _users * Math.Sqrt(Math.Sqrt(progress)) && random.Chance(0.5);
    }

    private static CommandKind Take(CommandKind kind, ref int left)
    {
        left--;
        return kind;
    }
}
