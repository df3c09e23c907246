using System.Globalization;
using MiniTwit.Web.Api;

namespace MiniTwit.Web.Pages;

/// <summary>Addresses of pages; names hold spaces, percent signs, question marks and whatever else.</summary>
internal static class Links
{
    public static string User(string username) => "/" + Uri.EscapeDataString(username);

    public static string Message(Message message) =>
        string.Create(CultureInfo.InvariantCulture, $"{User(message.Author)}/status/{message.Id}");
}
