using Microsoft.AspNetCore.Mvc.Localization;
using MiniTwit.Web.Api;
using MiniTwit.Web.Language;

namespace MiniTwit.Web.Pages.Shared;

/// <summary>
/// Titles of the pages of a list. The first one's is the list's; a later one also says where it begins: by the second, and where the next
/// one may begin within the same, by the message's number as well.
/// </summary>
internal static class PageTitle
{
    public static string Of(IHtmlLocalizer<Texts> texts, string list, PageOf<Message> page) =>
        Of(texts, list, page, message => Mark(texts, message, page));

    public static string Of(IHtmlLocalizer<Texts> texts, string list, PageOf<Person> page) =>
        Of(texts, list, page, person => person.Username);

    private static string Mark(IHtmlLocalizer<Texts> texts, Message first, PageOf<Message> page)
    {
        var second = first.PostedAt.Second();
        return page.Next is not null && page.Items[^1].PostedAt.Second() == second
            ? texts.GetString("{0} (no. {1})", second, first.Id)
            : second;
    }

    private static string Of<T>(IHtmlLocalizer<Texts> texts, string list, PageOf<T> page, Func<T, string> mark) =>
        page switch
        {
            { Prev: null } => list,
            { Items: [var first, ..] } => texts.GetString("{0} from {1}", list, mark(first)),
            _ => texts.GetString("{0}, nothing more", list),
        };
}
