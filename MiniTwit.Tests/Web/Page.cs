using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace MiniTwit.Tests.Web;

/// <summary>A page as a client sees it: its source and what a parser makes of it.</summary>
internal sealed record Page(
    HttpStatusCode Status,
    HttpResponseHeaders Headers,
    string Source,
    IDocument Document,
    IReadOnlyList<string> Redirects
)
{
    /// <summary>The title that the contract asks for, less what every title ends in.</summary>
    public string? Title => Document.Title;

    public string? Heading => Document.QuerySelector("h1")?.TextContent;

    /// <summary>The text of every element inside one of class <c>flashes</c>.</summary>
    public IReadOnlyList<string> Flashes => Texts(".flashes *");

    /// <summary>The text of every element of class <c>error</c>.</summary>
    public IReadOnlyList<string> Errors => Texts(".error");

    public IReadOnlyList<PageMessage> Messages =>
        [
            .. Document
                .QuerySelectorAll(".message")
                .Select(message => new PageMessage(
                    Text(message, ".author"),
                    Text(message, ".text"),
                    message.QuerySelector("time")!.GetAttribute("datetime")!
                )),
        ];

    /// <summary>What stands in the page's main navigation, in its order.</summary>
    public IReadOnlyList<string> Navigation => [.. Document.QuerySelectorAll("header nav li").Select(item => item.TextContent.Trim())];

    public static async Task<Page> ReadAsync(HttpResponseMessage response, IReadOnlyList<string> redirects)
    {
        var source = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var document = await new HtmlParser().ParseDocumentAsync(source, TestContext.Current.CancellationToken);
        return new(response.StatusCode, response.Headers, source, document, redirects);
    }

    /// <summary>The first element that is selected. Without one the test fails with what there is instead.</summary>
    public IElement First(string selector) =>
        Document.QuerySelector(selector)
        ?? throw new InvalidOperationException(
            $"There is no {selector} on \"{Title}\" ({Status}): {Document.QuerySelector("main")?.TextContent}"
        );

    public IReadOnlyList<string> Texts(string selector) => [.. Document.QuerySelectorAll(selector).Select(element => element.TextContent)];

    /// <summary>What a form's field holds: an input's value or a text area's text.</summary>
    public string? Value(string field) =>
        Document.QuerySelector($"[name={field}]") switch
        {
            AngleSharp.Html.Dom.IHtmlTextAreaElement area => area.Value,
            { } input => input.GetAttribute("value"),
            null => throw new InvalidOperationException($"The page has no field {field}."),
        };

    /// <summary>Where the link with this text leads.</summary>
    public string Link(string text) =>
        Assert.Single(Document.QuerySelectorAll("a"), link => link.TextContent.Trim() == text).GetAttribute("href")!;

    private static string Text(IElement inside, string selector) => Assert.Single(inside.QuerySelectorAll(selector)).TextContent;
}

/// <summary>A message in a timeline.</summary>
internal sealed record PageMessage(string Author, string Text, string PostedAt);
