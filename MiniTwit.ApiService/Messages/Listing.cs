using MiniTwit.ApiService.Tags;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Messages;

/// <summary>What a text is to be listed under: its tags, and the users whose names it may hold, each with the place of its @.</summary>
internal sealed class Listing
{
    // A dozen mentions in usual text. Each name takes the database two look-ups.
    private const int MostNames = 200;

    private readonly List<string> _tags = [];
    private readonly List<int> _starts = [];
    private readonly List<string> _names = [];

    private Listing() { }

    public IReadOnlyList<string> Tags => _tags;

    /// <summary>Where the @ is, of each of the <see cref="Names"/>.</summary>
    public IReadOnlyList<int> Starts => _starts;

    /// <summary>What may be a name behind an @; several for each, of which the longest that somebody has is meant.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The <see cref="Names"/> as names are looked up.</summary>
    public string[] NormalizedNames => [.. _names.Select(UserName.Normalize)];

    /// <summary>Nothing, as with most texts.</summary>
    public bool IsEmpty => _tags.Count == 0 && _names.Count == 0;

    public static Listing Of(string text)
    {
        var listing = new Listing();
        if (!Marks.MayBeIn(text))
        {
            return listing;
        }

        foreach (var mark in Marks.In(text, at => listing.NoteNames(text, at)))
        {
            if (mark.Kind == MarkKind.Tag)
            {
                listing._tags.Add(TagsApi.Normalize(mark.Of(text)[1..]));
            }
        }

        return listing;
    }

    private int NoteNames(string text, int at)
    {
        foreach (var end in PossibleName.Ends(text, at).Take(MostNames - _names.Count))
        {
            _starts.Add(at);
            _names.Add(text[at..end]);
        }

        return 0;
    }
}
