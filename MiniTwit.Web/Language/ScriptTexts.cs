using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Localization;

namespace MiniTwit.Web.Language;

/// <summary>The words that <c>wwwroot/js/site.js</c> writes. It has the English itself.</summary>
internal static class ScriptTexts
{
    private static readonly string[] English =
    [
        "now",
        "{0} min",
        "{0} h",
        "{0} left",
        "{0} too many",
        "far too many",
        "A message has at most {0} characters",
        "{0} new message",
        "{0} new messages",
        "Names",
        "Names: {0}",
        "Switch them off",
        "Switch them on",
    ];

    /// <summary>A JSON object from the English to the page's language; null where that is English.</summary>
    public static string? In(IHtmlLocalizer<Texts> texts)
    {
        var others = English
            .Select(text => texts.GetString(text))
            .Where(text => !text.ResourceNotFound)
            .ToDictionary(text => text.Name, text => text.Value);
        return others.Count > 0 ? JsonSerializer.Serialize(others) : null;
    }
}
