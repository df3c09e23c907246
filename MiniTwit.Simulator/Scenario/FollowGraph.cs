namespace MiniTwit.Simulator.Scenario;

/// <summary>Who follows whom so far in a scenario being generated; users are numbers.</summary>
internal sealed class FollowGraph(SeededRandom random)
{
    private readonly List<(int Follower, int Followed)> _edges = [];
    private readonly HashSet<(int, int)> _known = [];

    public (int, int)? Follow(int users)
    {
        var edge = Stranger(users);
        if (edge is { } found)
        {
            _known.Add(found);
            _edges.Add(found);
        }
        return edge;
    }

    public (int, int)? Unfollow()
    {
        if (_edges.Count == 0)
        {
            return null;
        }

        var index = random.Below(_edges.Count);
        var edge = _edges[index];
        _edges[index] = _edges[^1];
        _edges.RemoveAt(_edges.Count - 1);
        _known.Remove(edge);
        return edge;
    }

    /// <summary>Two users of whom the first does not follow the second; none where next to everybody follows everybody.</summary>
    public (int, int)? Stranger(int users)
    {
        if (users < 2)
        {
            return null;
        }

        for (var attempt = 0; attempt < 20; attempt++)
        {
            var (follower, followed) = (random.Below(users), random.Below(users));
            if (follower != followed && !_known.Contains((follower, followed)))
            {
                return (follower, followed);
            }
        }
        return null;
    }
}
