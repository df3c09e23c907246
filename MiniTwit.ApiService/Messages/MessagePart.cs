using System.Text.Json.Serialization;

namespace MiniTwit.ApiService.Messages;

/// <summary>A piece of a message's text, which at most one of the other three is about. All pieces together are the text.</summary>
/// <param name="Text">The piece as posted; escape it before it goes into a page.</param>
/// <param name="Mention">The name of the user it mentions; that user may be gone.</param>
/// <param name="Tag">The tag it is, without the #.</param>
/// <param name="Link">The address it leads to, of scheme http or https.</param>
internal sealed record MessagePart(
    string Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Mention = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Tag = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Link = null
)
{
    /// <summary>The pieces, or null for a text that is nothing but text.</summary>
    public static IReadOnlyList<MessagePart>? Of(string text, IReadOnlyList<string>? mentioned)
    {
        if (!Marks.MayBeIn(text))
        {
            return null;
        }

        var (parts, end) = (new List<MessagePart>(), 0);
        foreach (var mark in Marks.In(text, at => LongestOf(mentioned, text, at)))
        {
            AddText(mark.Start);
            var piece = mark.Of(text);
            parts.Add(
                mark.Kind switch
                {
                    MarkKind.Link => new(piece, Link: Links.Parse(piece)),
                    MarkKind.Tag => new(piece, Tag: piece[1..]),
                    _ => new(piece, Mention: piece[1..]),
                }
            );
            end = mark.Start + mark.Length;
        }

        if (end == 0)
        {
            return null;
        }

        AddText(text.Length);
        return parts;

        void AddText(int until)
        {
            if (until > end)
            {
                parts.Add(new(text[end..until]));
            }
        }
    }

    private static int LongestOf(IReadOnlyList<string>? names, string text, int at) =>
        names
            ?.Where(name =>
                string.CompareOrdinal(text, at, name, 0, name.Length) == 0
                && at + name.Length <= text.Length
                && Marks.EndsWord(text, at + name.Length)
            )
            .Max(name => (int?)name.Length)
        ?? 0;
}
