using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace MiniTwit.Web.Pages;

internal static class HtmlText
{
    /// <summary>
    /// Text as an element's content, never as an attribute's. Razor's own encoder writes <c>&amp;quot;</c> where clients look
    /// for <c>&amp;#34;</c>, and spells out apostrophes and emoji that they look for as they are.
    /// A parser may take U+FFFF, which is no character, for the end of the page.
    /// </summary>
    public static IHtmlContent Text(this IHtmlHelper html, string text) => html.Raw(Of(text));

    /// <summary>A name or the like within a sentence, whose direction is its own.</summary>
    public static IHtmlContent Isolated(this IHtmlHelper html, string name) => html.Raw($"<bdi>{Of(name)}</bdi>");

    public static string Of(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&#34;", StringComparison.Ordinal)
            .Replace("\uFFFF", "&#xFFFF;", StringComparison.Ordinal);
}
