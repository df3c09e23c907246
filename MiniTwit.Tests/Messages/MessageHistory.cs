using System.Diagnostics;

namespace MiniTwit.Tests.Messages;

/// <summary>What became of messages and when, to hold lists of the newest against that were read meanwhile.</summary>
internal sealed class MessageHistory
{
    // Messages whose posting has begun have no id yet; this many there are at most.
    private const int Unnumbered = 8;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, Story> _stories = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));

    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>Something made a message visible, or took it out of sight, between two moments; an end of null is still to come.</summary>
    public Change Add(long id, bool visible, long begun, long? ended = null)
    {
        var change = new Change(visible, begun) { Ended = ended ?? long.MaxValue };
        lock (_lock)
        {
            if (!_stories.TryGetValue(id, out var story))
            {
                _stories[id] = story = [];
            }

            story.Add(change);
        }

        return change;
    }

    /// <summary>A message that can be seen, and whose id is even or odd.</summary>
    public long? Pick(int newest, int parity)
    {
        lock (_lock)
        {
            var seen = _stories
                .Take(newest)
                .Where(story => story.Key % 2 == parity && story.Value.Surely(Now, Now) == true)
                .Select(story => story.Key)
                .ToList();
            return seen.Count == 0 ? null : seen[Random.Shared.Next(seen.Count)];
        }
    }

    /// <summary>What is wrong with a list of the newest that was asked for and came at these moments, or null.</summary>
    public string? Fault(IReadOnlyList<long> ids, int length, long asked, long came)
    {
        if (ids.Zip(ids.Skip(1)).Any(pair => pair.First <= pair.Second))
        {
            return "not newest first";
        }

        var listed = ids.ToHashSet();
        lock (_lock)
        {
            var perhaps = Unnumbered;
            foreach (var (id, story) in _stories)
            {
                var surely = story.Surely(asked, came);
                if (surely == true && perhaps < length && !listed.Contains(id))
                {
                    return $"{id} is missing";
                }

                if (surely == false && listed.Contains(id))
                {
                    return $"{id} is there";
                }

                if (surely != false && ++perhaps >= length * 2)
                {
                    break;
                }
            }
        }

        return null;
    }

    /// <param name="Visible">Whether the message can be seen afterwards.</param>
    /// <param name="Begun">When it was asked for.</param>
    internal sealed record Change(bool Visible, long Begun)
    {
        /// <summary>When it was known to be so.</summary>
        public long Ended { get; set; }
    }

    private sealed class Story : List<Change>
    {
        /// <summary>Whether the message could be seen all the time between; null where that is not for sure.</summary>
        public bool? Surely(long from, long to)
        {
            bool? seen = false;
            foreach (var change in this)
            {
                if (change.Begun > to)
                {
                    break;
                }

                seen = change.Ended < from ? change.Visible : null;
            }

            return seen;
        }
    }
}
