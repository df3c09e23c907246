using MiniTwit.Web.Api;

namespace MiniTwit.Web.Pages.Shared;

/// <summary>Titles of the pages of a list. The first one's is the list's; a later one also says where it begins.</summary>
internal static class PageTitle
{
    public static string Of(string list, PageOf<Message> page, HttpRequest request) => Of(list, page, request, message => message.PostedAt.Second());

    public static string Of(string list, PageOf<Person> page, HttpRequest request) => Of(list, page, request, person => person.Username);

    private static string Of<T>(string list, PageOf<T> page, HttpRequest request, Func<T, string> mark) => page.Items switch
    {
        _ when Pager.IsFirst(request) => list,
        [var first, ..] => $"{list} from {mark(first)}",
        _ => $"{list}, nothing more",
    };
}
