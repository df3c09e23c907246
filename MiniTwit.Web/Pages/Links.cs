using System.Globalization;
using MiniTwit.Web.Api;

namespace MiniTwit.Web.Pages;

/// <summary>Addresses of pages; names hold spaces, percent signs, question marks and whatever else.</summary>
internal static class Links
{
    public static string User(string username) => "/" + Uri.EscapeDataString(username);

    public static string Tag(string tag) => "/messages/tagged/" + Uri.EscapeDataString(tag);

    /// <summary>Leads on to the message's address, which has its author's name.</summary>
    public static string Status(long id) => string.Create(CultureInfo.InvariantCulture, $"/status/{id}");

    public static string Message(Message message) =>
        string.Create(CultureInfo.InvariantCulture, $"{User(message.Author)}/status/{message.Id}");
}
