using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Localization;
using MiniTwit.Web.Api;
using MiniTwit.Web.Avatars;
using MiniTwit.Web.Language;

namespace MiniTwit.Web.Pages.Shared;

/// <summary>
/// A message. No partial view: a page has thirty of them, and a view for each took two thirds of the memory and a third of the time.
/// </summary>
/// <param name="message">The message.</param>
/// <param name="avatars">Where pictures are.</param>
/// <param name="texts">The words around it.</param>
/// <param name="mayAnswer">Whether the reader is one who can answer.</param>
/// <param name="back">What leads back to the list that it stands in; null where it stands alone, and so is shown in full.</param>
/// <param name="isMine">Whether the reader wrote it.</param>
internal sealed class Article(
    Message message,
    AvatarLinks avatars,
    IHtmlLocalizer<Texts> texts,
    bool mayAnswer,
    string? back = null,
    bool isMine = false
) : IHtmlContent
{
    // As many as the style sheet leaves of a folded one.
    private const int MostLines = 12;

    private bool IsFolded => back is not null && message.Text.AsSpan().Count('\n') >= MostLines;

    private bool MayDelete => back is not null && isMine;

    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        writer.Write("<article class=\"message\">\n  <img class=\"avatar\" src=\"");
        encoder.Encode(writer, avatars.To(message.Avatar));
        writer.Write("\" alt=\"\" width=\"48\" height=\"48\" loading=\"lazy\">\n  <div class=\"words\">\n    <p class=\"byline\">\n");
        writer.Write("      <span>");
        if (message.DisplayName is { } displayName)
        {
            writer.Write("<b class=\"display\"><bdi>");
            writer.Write(HtmlText.Of(displayName));
            writer.Write("</bdi></b> ");
        }

        writer.Write("<a class=\"author\" href=\"");
        encoder.Encode(writer, Links.User(message.Author));
        writer.Write("\"><bdi>");
        writer.Write(HtmlText.Of(message.Author));
        writer.Write("</bdi></a></span>\n      <a class=\"when\" href=\"");
        encoder.Encode(writer, Links.Message(message));
        writer.Write("\"><time datetime=\"");
        writer.Write(message.PostedAt.Written("yyyy-MM-dd'T'HH:mm:ss'Z'"));
        writer.Write("\">");
        writer.Write(message.PostedAt.Minute());
        writer.Write("</time></a>\n    </p>\n");
        if (message.InReplyTo is { } answered)
        {
            writer.Write("    <p class=\"answers\"><a href=\"");
            writer.Write(Links.Status(answered));
            writer.Write("\">↳ ");
            WriteText(writer, "in answer to another message");
            writer.Write("</a></p>\n");
        }

        writer.Write(IsFolded ? "    <p class=\"text folded\" dir=\"auto\">" : "    <p class=\"text\" dir=\"auto\">");
        MessageText.WriteTo(writer, encoder, message.Text, message.Parts);
        writer.Write("</p>\n");
        if (IsFolded)
        {
            writer.Write("    <p class=\"acts\"><a href=\"");
            encoder.Encode(writer, Links.Message(message));
            writer.Write("\">");
            WriteText(writer, "Show more");
            writer.Write("</a></p>\n");
        }

        if (mayAnswer || MayDelete)
        {
            WriteActs(writer, encoder);
        }

        writer.Write("  </div>\n</article>");
    }

    private void WriteActs(TextWriter writer, HtmlEncoder encoder)
    {
        writer.Write("    <div class=\"acts\">");
        if (mayAnswer)
        {
            writer.Write("<a href=\"");
            encoder.Encode(writer, Links.Message(message));
            writer.Write("#answer\">");
            WriteText(writer, "Answer");
            writer.Write("<span class=\"visually-hidden\"> ");
            writer.Write(HtmlText.Of(message.Author));
            writer.Write("</span></a>");
        }

        if (mayAnswer && !isMine)
        {
            writer.Write("<a href=\"");
            encoder.Encode(writer, Links.Message(message));
            writer.Write("/report\">");
            WriteText(writer, "Report");
            writer.Write("<span class=\"visually-hidden\"> ");
            WriteText(writer, "what {0} said", message.Author);
            writer.Write("</span></a>");
        }

        if (MayDelete)
        {
            writer.Write("<form method=\"post\" action=\"");
            encoder.Encode(writer, Links.Message(message));
            encoder.Encode(writer, "/delete" + back);
            writer.Write("\"><button class=\"plain\" type=\"submit\">");
            WriteText(writer, "Delete");
            writer.Write("<span class=\"visually-hidden\"> ");
            WriteText(writer, "what you said on {0}", message.PostedAt.Minute());
            writer.Write("</span></button></form>");
        }

        writer.Write("</div>\n");
    }

    private void WriteText(TextWriter writer, string text, params object[] values) =>
        writer.Write(HtmlText.Of(texts.GetString(text, values)));
}
