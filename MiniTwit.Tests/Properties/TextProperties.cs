using System.Globalization;
using System.Text;
using FsCheck.Xunit;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Text;

namespace MiniTwit.Tests.Properties;

/// <summary>Whatever somebody writes is refused, or is stored as it is and cut into pieces that make it up again.</summary>
[Properties(Arbitrary = [typeof(Texts)], MaxTest = 500)]
public sealed class TextProperties
{
    private static readonly string[] Known = ["Ada", "Ada Lovelace", "é", "日本"];

    [Property]
    public void All_pieces_together_are_the_text(string text) =>
        Assert.Equal(text, MessagePart.Of(text, Known) is { } parts ? string.Concat(parts.Select(part => part.Text)) : text);

    [Property]
    public void What_leads_somewhere_is_as_it_is_written(string text)
    {
        foreach (var part in MessagePart.Of(text, Known) ?? [])
        {
            Assert.NotEmpty(part.Text);
            Assert.Equal(part.Tag is null ? part.Text : "#" + part.Tag, part.Text);
            Assert.Equal(part.Mention is null ? part.Text : "@" + part.Mention, part.Text);
            Assert.True(part.Mention is null || Known.Contains(part.Mention));
            Assert.True(part.Link is null || new Uri(part.Link) is { Scheme: "http" or "https", UserInfo: "" });
        }
    }

    [Property]
    public void It_is_as_long_as_a_person_counts(string text)
    {
        var count = new StringInfo(text).LengthInTextElements;

        Assert.False(PlainText.IsLongerThan(Math.Max(count, (text.Length / PlainText.UnitsPerElement) + 1), text));
        Assert.True(count == 0 || PlainText.IsLongerThan(count - 1, text));
    }

    [Property]
    public void What_is_accepted_can_be_stored_and_seen(string text)
    {
        if (MessageText.Error(text) is null)
        {
            Assert.Equal(text, Encoding.UTF8.GetString(new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text)));
            Assert.DoesNotContain('\0', text);
            Assert.False(string.IsNullOrWhiteSpace(text));
            Assert.InRange(new StringInfo(text).LengthInTextElements, 1, 280);
        }
    }

    [Property]
    public void Names_that_may_be_meant_lie_within_the_text(string text)
    {
        var listing = Listing.Of(text);

        Assert.Equal(listing.Starts.Count, listing.Names.Count);
        Assert.All(
            listing.Starts.Zip(listing.Names),
            of => Assert.Equal($"@{of.Second}", text.Substring(of.First - 1, of.Second.Length + 1))
        );
        Assert.All(listing.Tags, tag => Assert.Contains("#" + tag, text, StringComparison.OrdinalIgnoreCase));
    }
}
