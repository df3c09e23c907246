using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Browser;

/// <summary>Users and messages such as make pages hard to lay out, made once for all tests that look at pages.</summary>
public sealed class Showcase(StackFixture stack) : WebTest(stack), IAsyncLifetime
{
    /// <summary>The author of enough messages for three pages, of every kind.</summary>
    public string Author { get; } = NewName("Roger Histand");

    /// <summary>A name as long as can be, in one word.</summary>
    public string LongName { get; } = NewName(new string('W', 51));

    /// <summary>Who reads: follows the author and has one message.</summary>
    public string Reader { get; } = NewName("reader");

    /// <summary>A user who has just come.</summary>
    public string Newcomer { get; } = NewName("newcomer");

    internal Visitor AsReader { get; private set; } = null!;

    internal Visitor AsNewcomer { get; private set; } = null!;

    /// <summary>The reader's message.</summary>
    public string MessageId { get; private set; } = "";

    private static IEnumerable<string> Texts =>
    [
        .. Enumerable.Range(1, 60).Select(n => FormattableString.Invariant($"One of many messages, number {n}.")),
        "Two lines,\nand a third that is a good deal longer than the others, so that it has to wrap somewhere on every screen there is.",
        new('W', 280), string.Concat(Enumerable.Repeat("🙂", 280)), "https://example.com/" + new string('a', 200),
        "שלום עולם, this is a text in two directions", "<b>not bold</b> & \"quoted\"", "ok",
    ];

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        await RegisteredAsync(Author);
        await RegisteredAsync(LongName);
        await Seed.PostAsync(Stack, Author, Texts);
        await Seed.PostAsync(Stack, LongName, ["A name as long as can be."]);
        (AsReader, AsNewcomer) = (await SignedInAsync(Reader), await SignedInAsync(Newcomer));
        await ShareAsync(AsReader, "What I say myself.");
        MessageId = await Stored.MessageIdAsync(Reader);
        await AsReader.PostAsync($"/{Uri.EscapeDataString(Author)}/follow");
        await AsReader.PostAsync($"/{LongName}/follow");
        await AsNewcomer.PostAsync($"/{Reader}/follow");
        await AsNewcomer.PostAsync($"/{Reader}/unfollow");
        await (await SignedInAsync(NewName("follower"))).PostAsync($"/{LongName}/follow");
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
