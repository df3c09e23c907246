using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using MiniTwit.Web.Api;

namespace MiniTwit.Web.Pages.Shared;

/// <summary>What somebody wrote, in which names, tags and addresses are links.</summary>
internal static class MessageText
{
    /// <summary>The text as an element's content.</summary>
    public static IHtmlContent Of(string text, IReadOnlyList<MessagePart>? parts)
    {
        using var html = new StringWriter();
        WriteTo(html, HtmlEncoder.Default, text, parts);
        return new HtmlString(html.ToString());
    }

    /// <param name="writer">Where to.</param>
    /// <param name="encoder">Makes text safe within an attribute.</param>
    /// <param name="text">The whole text.</param>
    /// <param name="parts">The text in pieces, where some of it leads somewhere.</param>
    /// <param name="origin">What addresses of this site begin with, where they are to be whole.</param>
    public static void WriteTo(TextWriter writer, HtmlEncoder encoder, string text, IReadOnlyList<MessagePart>? parts, string origin = "")
    {
        if (parts is null)
        {
            writer.Write(HtmlText.Of(text));
            return;
        }

        foreach (var part in parts)
        {
            var (address, attributes) = part switch
            {
                { Mention: { } name } => (origin + Links.User(name), ""),
                { Tag: { } tag } => (origin + Links.Tag(tag), ""),
                { Link: { } link } => (link, " rel=\"nofollow noopener ugc\""),
                _ => (null, ""),
            };
            if (address is null)
            {
                writer.Write(HtmlText.Of(part.Text));
                continue;
            }

            writer.Write("<a href=\"");
            encoder.Encode(writer, address);
            writer.Write($"\"{attributes}>");
            writer.Write(HtmlText.Of(part.Text));
            writer.Write("</a>");
        }
    }
}
