using System.Text.Json;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using FsCheck.Xunit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MiniTwit.ServiceDefaults.Logging;
using MiniTwit.Web.Api;
using MiniTwit.Web.Pages;
using MiniTwit.Web.Pages.Feeds;
using MiniTwit.Web.Pages.Shared;
using Posted = MiniTwit.ApiService.Messages;

namespace MiniTwit.Tests.Properties;

/// <summary>Whatever somebody wrote comes out as it went in, and as nothing but text.</summary>
[Properties(Arbitrary = [typeof(Texts)], MaxTest = 300)]
public sealed class ShownProperties
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddLogging().BuildServiceProvider();

    [Property]
    public void A_page_shows_the_text_and_makes_nothing_but_links_of_it(string text)
    {
        if (Posted.MessageText.Error(text) is not null)
        {
            return;
        }

        var page = new HtmlParser().ParseDocument($"<!doctype html><p>{MessageText.Of(text, PartsOf(text))}</p>");

        var paragraph = page.Body!.FirstElementChild!;
        // A parser takes each end of a line for the same.
        Assert.Equal(text.ReplaceLineEndings("\n"), paragraph.TextContent.ReplaceLineEndings("\n"));
        Assert.Single(page.Body.Children);
        Assert.All(paragraph.Children, child => Assert.Equal("A", child.TagName));
    }

    [Property(MaxTest = 100)]
    public void A_feed_is_xml_with_the_text_in_it(string text)
    {
        if (Posted.MessageText.Error(text) is not null)
        {
            return;
        }

        var http = new DefaultHttpContext { RequestServices = Services };
        (http.Request.Scheme, http.Request.Host, http.Request.Method) = ("https", new("minitwit.example"), "GET");
        using var body = new MemoryStream();
        http.Response.Body = body;
        var message = new Message(1, "Ada", "00", text, DateTimeOffset.UnixEpoch, Parts: PartsOf(text));

        new AtomFeed("Public Timeline", "/public", [message]).ExecuteAsync(http).GetAwaiter().GetResult();

        body.Position = 0;
        XNamespace atom = "http://www.w3.org/2005/Atom";
        var entry = Assert.Single(XDocument.Load(body).Root!.Elements(atom + "entry"));
        var content = new HtmlParser().ParseDocument("<!doctype html>" + entry.Element(atom + "content")!.Value).Body!;
        Assert.All(content.QuerySelectorAll("*"), element => Assert.True(element.TagName is "A" or "BR", element.TagName));
    }

    [Property]
    public void A_line_of_the_log_is_json_that_says_it(string text)
    {
        using var line = new StringWriter();
        var json = new JsonLine(line);
        json.Begin();
        json.Add("first", text);
        json.Object("second", ("third", text));
        json.End();

        Assert.Equal(line.ToString().Length - 1, line.ToString().IndexOf('\n', StringComparison.Ordinal));
        using var read = JsonDocument.Parse(System.Text.Encoding.UTF8.GetBytes(line.ToString()));
        if (text.Length is > 0 and <= JsonLine.TextLength)
        {
            var whole = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
            Assert.Equal(whole, read.RootElement.GetProperty("first").GetString());
            Assert.Equal(whole, read.RootElement.GetProperty("second").GetProperty("third").GetString());
        }
    }

    [Property(MaxTest = 1_000)]
    public void Nobody_is_sent_to_another_site(string text)
    {
        var http = new DefaultHttpContext();
        http.Request.QueryString = QueryString.Create("return", "/" + text);

        if (ReturnAddress.Of(http.Request) is { } address)
        {
            Assert.Equal("minitwit.example", new Uri(new Uri("https://minitwit.example/login"), address).Host);
        }
    }

    private static List<MessagePart>? PartsOf(string text) =>
        Posted.MessagePart.Of(text, ["Ada", "é"])?.Select(part => new MessagePart(part.Text, part.Mention, part.Tag, part.Link)).ToList();
}
