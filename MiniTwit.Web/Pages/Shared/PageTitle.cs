using MiniTwit.Web.Api;

namespace MiniTwit.Web.Pages.Shared;

/// <summary>Titles of the pages of a list. The first one's is the list's; a later one also says where it begins.</summary>
internal static class PageTitle
{
    public static string Of(string list, PageOf<Message> page) => Of(list, page, message => message.PostedAt.Second());

    public static string Of(string list, PageOf<Person> page) => Of(list, page, person => person.Username);

    private static string Of<T>(string list, PageOf<T> page, Func<T, string> mark) =>
        page switch
        {
            { Prev: null } => list,
            { Items: [var first, ..] } => $"{list} from {mark(first)}",
            _ => $"{list}, nothing more",
        };
}
