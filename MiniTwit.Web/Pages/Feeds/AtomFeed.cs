using System.Globalization;
using System.Security.Cryptography;
using System.ServiceModel.Syndication;
using System.Text.Encodings.Web;
using System.Xml;
using Microsoft.Net.Http.Headers;
using MiniTwit.Web.Api;
using MiniTwit.Web.Pages.Shared;

namespace MiniTwit.Web.Pages.Feeds;

/// <summary>The newest messages of a list, for feed readers. Who asks again with the entity tag hears 304 as long as nothing changes.</summary>
/// <param name="title">The list's name.</param>
/// <param name="page">The path of the page that shows the list.</param>
/// <param name="messages">Newest first.</param>
internal sealed class AtomFeed(string title, string page, IReadOnlyList<Message> messages) : IResult
{
    private const int TitleLength = 80;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var request = httpContext.Request;
        var origin = $"{request.Scheme}://{request.Host}";
        if (!Uri.TryCreate(origin, UriKind.Absolute, out _))
        {
            // Of a client that does not say where it is, or nonsense.
            httpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }

        var bytes = Write(origin, HtmlEncoder.Default);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"");
        return TypedResults.Bytes(bytes, "application/atom+xml; charset=utf-8", entityTag: tag).ExecuteAsync(httpContext);
    }

    private byte[] Write(string origin, HtmlEncoder encoder)
    {
        var feed = new SyndicationFeed(Clean($"{title} | MiniTwit"), null, new Uri(origin + page), origin + page, Updated())
        {
            Items = messages.Select(message => Entry(message, origin, encoder)),
        };
        feed.Links.Add(SyndicationLink.CreateSelfLink(new Uri($"{origin}{page}{FeedEndpoints.Suffix}"), "application/atom+xml"));
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new() { Indent = true }))
        {
            feed.SaveAsAtom10(xml);
        }

        return bytes.ToArray();
    }

    // A list without messages has never changed.
    private DateTimeOffset Updated() => messages is [var newest, ..] ? newest.PostedAt : DateTimeOffset.UnixEpoch;

    private static SyndicationItem Entry(Message message, string origin, HtmlEncoder encoder)
    {
        using var html = new StringWriter();
        MessageText.WriteTo(html, encoder, message.Text, message.Parts, origin);
        var address = new Uri(origin + Links.Message(message));
        var entry = new SyndicationItem
        {
            Id = address.AbsoluteUri,
            Title = new TextSyndicationContent(Clean(Heading(message))),
            Content = SyndicationContent.CreateHtmlContent(Clean(html.ToString().Replace("\n", "<br>", StringComparison.Ordinal))),
            PublishDate = message.PostedAt,
            LastUpdatedTime = message.PostedAt,
        };
        entry.Links.Add(SyndicationLink.CreateAlternateLink(address));
        entry.Authors.Add(new() { Name = Clean(message.Author), Uri = origin + Links.User(message.Author) });
        return entry;
    }

    private static string Heading(Message message)
    {
        var text = new StringInfo(message.Text.ReplaceLineEndings(" "));
        return text.LengthInTextElements <= TitleLength ? text.String : text.SubstringByTextElements(0, TitleLength - 1) + "…";
    }

    // A few characters that a text may have are none to XML.
    private static string Clean(string text) =>
        string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '\uFFFD'));
}
