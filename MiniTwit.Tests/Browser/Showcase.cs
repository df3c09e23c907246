using System.Globalization;
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

    /// <summary>A name from right to left, whose user writes in both directions.</summary>
    public string Arabic { get; } = NewName("أحمد 1") + "!";

    /// <summary>A tag with messages of every kind.</summary>
    public string Tag { get; } = $"small_talk_{Guid.NewGuid():N}"[..20];

    /// <summary>A message amid a conversation.</summary>
    public string AnswerId { get; private set; } = "";

    /// <summary>An answer to what is gone.</summary>
    public string OrphanId { get; private set; } = "";

    internal Visitor AsLongName { get; private set; } = null!;

    internal Visitor AsReader { get; private set; } = null!;

    /// <summary>Somebody who is suspended.</summary>
    public string Suspended { get; } = NewName("suspended");

    internal Visitor AsAdministrator { get; private set; } = null!;

    internal Visitor AsNewcomer { get; private set; } = null!;

    internal Visitor AsArabic { get; private set; } = null!;

    /// <summary>Somebody who does not want to see everybody.</summary>
    internal Visitor AsChoosy { get; private set; } = null!;

    /// <summary>Somebody whose session ended without the browser knowing.</summary>
    internal Visitor AsEnded { get; private set; } = null!;

    private string Ended { get; } = NewName("ended");

    /// <summary>The reader's message.</summary>
    public string MessageId { get; private set; } = "";

    private static IEnumerable<string> Texts =>
        [
            .. Enumerable.Range(1, 60).Select(n => FormattableString.Invariant($"One of many messages, number {n}.")),
            string.Join('\n', Enumerable.Range(1, 20).Select(n => $"line {n}")),
            "Two lines,\nand a third that is a good deal longer than the others, so that it has to wrap somewhere on every screen there is.",
            new('W', 280),
            string.Concat(Enumerable.Repeat("🙂", 280)),
            "https://example.com/" + new string('a', 200),
            "שלום עולם, this is a text in two directions",
            "<b>not bold</b> & \"quoted\"",
            "ok",
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
        AsArabic = await SignedInAsync(Arabic);
        await ShareAsync(AsArabic, "hello world (1)!\nשלום עולם (2)!\nhello again");
        await ShareAsync(
            AsArabic,
            "مرحبا بالعالم، هذا نص طويل بما يكفي لكي يلتف على الشاشات الضيقة والعريضة على حد سواء، أليس كذلك؟\nand a line from left to right."
        );
        await AsReader.PostAsync($"/{Uri.EscapeDataString(Arabic)}/follow");
        await SignInAsync(Visit(), Arabic);
        await AsArabic.PostAsync(
            "/settings/profile",
            ("displayName", "أحمد من القاهرة"),
            ("bio", "أكتب بالعربية\nand in English about #small_things, see https://example.com/")
        );
        AsEnded = await SignedInAsync(Ended);
        await Stack.Database.ChangeAsync("DELETE FROM sessions USING users WHERE users.id = user_id AND name = $1", Ended);
        await AsReader.PostAsync($"/{Uri.EscapeDataString(Author)}/follow");
        await AsReader.PostAsync($"/{LongName}/follow");
        await AsNewcomer.PostAsync($"/{Reader}/follow");
        await AsNewcomer.PostAsync($"/{Reader}/unfollow");
        AsChoosy = await SignedInAsync(NewName("choosy"));
        foreach (var act in new[] { $"{LongName}/block", $"{LongName}/mute", $"{Uri.EscapeDataString(Author)}/mute", $"{Newcomer}/block" })
        {
            await AsChoosy.PostAsync("/" + act);
        }

        await AsChoosy.GetAsync("/about");
        await ConverseAsync();
        await ModerateAsync();
        await (await SignedInAsync(NewName("follower"))).PostAsync($"/{LongName}/follow");
    }

    private async Task ConverseAsync()
    {
        await SignInAsync(AsLongName = Visit(), LongName);
        AnswerId = await SayAsync(
            AsLongName,
            $"@{Reader} is that so? See https://example.com/a/rather/long/path/that/does/not/end?before=the&end=of#the-line (#{Tag}).",
            MessageId
        );
        await AsLongName.PostAsync("/settings/profile", ("displayName", new string('M', 64)), ("bio", new string('W', 280)));
        await SayAsync(AsReader, $"@{LongName} it is. @{Arabic} @{Author} #{Tag}", AnswerId);
        await SayAsync(AsArabic, $"@{Reader} مرحبا #{Tag} https://example.com/ نعم", AnswerId);
        var gone = await SayAsync(AsNewcomer, "soon gone");
        OrphanId = await SayAsync(AsReader, "an answer to it", gone);
        await Stack.Database.ChangeAsync("DELETE FROM messages WHERE id = $1", long.Parse(gone, CultureInfo.InvariantCulture));
    }

    private async Task ModerateAsync()
    {
        var administrator = NewName("administrator");
        AsAdministrator = await SignedInAsync(administrator);
        await Stack.Database.ChangeAsync("UPDATE users SET is_administrator = true WHERE name = $1", administrator);
        await AsNewcomer.PostAsync($"/{Reader}/status/{MessageId}/report", ("reason", "abuse"), ("comment", new string('W', 500)));
        await AsArabic.PostAsync($"/{Reader}/status/{MessageId}/report", ("reason", "other"), ("comment", "مرحبا"));
        await RegisteredAsync(Suspended);
        await AsAdministrator.PostAsync("/admin/act", ("username", Suspended), ("act", "suspend"), ("note", new string('W', 500)));
    }

    /// <summary>Posts, and gives the message's number.</summary>
    private async Task<string> SayAsync(Visitor author, string text, string? inReplyTo = null)
    {
        await author.PostAsync("/add_message", ("text", text), ("inReplyTo", inReplyTo ?? ""));
        return await Stack.Database.ValueAsync<string>("SELECT max(id)::text FROM messages WHERE text = $1", text);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
