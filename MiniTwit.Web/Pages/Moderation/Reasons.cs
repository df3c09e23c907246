using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Localization;
using MiniTwit.Web.Language;

namespace MiniTwit.Web.Pages.Moderation;

/// <summary>What may be wrong with a message: the API's words for it, and the reader's.</summary>
internal static class Reasons
{
    public static readonly string[] All = ["spam", "abuse", "violence", "illegal", "other"];

    public static IHtmlContent InWords(IHtmlLocalizer<Texts> texts, string reason) =>
        reason switch
        {
            "spam" => texts["It is spam"],
            "abuse" => texts["It insults or harasses somebody"],
            "violence" => texts["It threatens or calls for violence"],
            "illegal" => texts["It is against the law"],
            _ => texts["Something else"],
        };
}
