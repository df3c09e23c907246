using System.Globalization;
using MiniTwit.Web.Api;

namespace MiniTwit.Web.Pages.Shared;

/// <summary>
/// Titles of the pages of a list. The first one's is the list's; a later one also says where it begins: by the second, and where the next
/// one may begin within the same, by the message's number as well.
/// </summary>
internal static class PageTitle
{
    public static string Of(string list, PageOf<Message> page) => Of(list, page, message => Mark(message, page));

    public static string Of(string list, PageOf<Person> page) => Of(list, page, person => person.Username);

    private static string Mark(Message first, PageOf<Message> page)
    {
        var second = first.PostedAt.Second();
        return page.Next is not null && page.Items[^1].PostedAt.Second() == second
            ? string.Create(CultureInfo.InvariantCulture, $"{second} (no. {first.Id})")
            : second;
    }

    private static string Of<T>(string list, PageOf<T> page, Func<T, string> mark) =>
        page switch
        {
            { Prev: null } => list,
            { Items: [var first, ..] } => $"{list} from {mark(first)}",
            _ => $"{list}, nothing more",
        };
}
