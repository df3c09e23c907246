namespace MiniTwit.ApiService.Demo;

/// <summary>One of the demo's people.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="DisplayName">What is shown before it, or null.</param>
/// <param name="Bio">What the user says of themselves, or null.</param>
internal sealed record DemoPerson(string Name, string? DisplayName, string? Bio);

/// <summary>One of the demo's messages.</summary>
/// <param name="Author">The place of the author among the people.</param>
/// <param name="Text">The text.</param>
/// <param name="Answers">How many messages before it the one is that it answers; 0 where it answers none.</param>
internal sealed record DemoMessage(int Author, string Text, int Answers = 0);

/// <summary>What is said in the demo in a week, oldest first.</summary>
internal static class DemoMessages
{
    private const int Ada = 0,
        Grace = 1,
        Alan = 2,
        Katherine = 3,
        Edsger = 4,
        Barbara = 5,
        Linus = 6,
        Margaret = 7;

    public static readonly IReadOnlyList<DemoPerson> People =
    [
        new("Ada Lovelace", "Ada 🎲", "Wrote programs before there was a machine to run them. Notes on #engines and #poetry."),
        new("Grace Hopper", "Admiral Grace", "Compilers, bugs in glass jars, nanoseconds by the foot."),
        new("Alan Turing", null, "Can machines think? Ask me on a long run. #running"),
        new("Katherine Johnson", "Katherine J.", "Trajectories, by hand and twice."),
        new("Edsger Dijkstra", null, null),
        new("Barbara Liskov", null, "If it looks like a duck and needs batteries, you have the wrong abstraction."),
        new("Linus Torvalds", null, "Just a hobby, won't be big."),
        new("Margaret Hamilton", "Margaret 🚀", "Software engineering, since before it was called that. #apollo"),
    ];

    public static readonly IReadOnlyList<DemoMessage> Week =
    [
        new(Margaret, "Monday. The build is green, the coffee is hot, and nobody has said “quick question” yet."),
        new(Grace, "Found a moth in relay 70. Taped it into the logbook: first actual case of #bug being found."),
        new(Linus, "@Grace Hopper that is the best bug report I have read this year. It has a reproduction.", 1),
        new(Barbara, "@Grace Hopper did you add a regression test?", 2),
        new(Grace, "I closed the window.", 1),
        new(Edsger, "Simplicity is prerequisite for reliability. It is also harder to sell than the other thing."),
        new(Ada, "The engine weaves algebraic patterns just as the loom weaves flowers and leaves. #engines #poetry"),
        new(
            Katherine,
            "They asked me to check the computer's numbers before the flight. Took a day and a half. They agree to the last digit."
        ),
        new(Margaret, "@Katherine Johnson and that is why people trusted the computer. #apollo", 1),
        new(Katherine, "Somebody has to be the checksum.", 1),
        new(Alan, "Ran to the meeting, 40 miles. Arrived before the train. #running"),
        new(Ada, "@Alan Turing one of these days you will prove whether you halt.", 1),
        new(Alan, "Undecidable. But the knees have an opinion.", 1),
        new(Barbara, "An interface is a promise. A version number is how you say you might break it."),
        new(Linus, "Reviewed 40 patches before lunch. 39 of them add an abstraction, one removes three. Guess which one is merged."),
        new(Grace, "A foot of wire is a nanosecond. I hand them out so that people know what they throw away."),
        new(
            Margaret,
            "Priority displays saved the landing: the machine dropped what could wait and kept flying. Shed load on purpose, or it is shed for you. #apollo #operations"
        ),
        new(Edsger, "Testing shows the presence of bugs, not their absence."),
        new(Barbara, "@Edsger Dijkstra true, and yet I sleep better with the tests.", 1),
        new(Edsger, "So do the bugs.", 1),
        new(Alan, "Today's question for the #reading group: if a machine is never wrong, can it be intelligent?"),
        new(Ada, "Only if it is allowed to be surprised. #reading", 1),
        new(Katherine, "Wrong answers are cheap. Wrong answers without error bars are expensive. #reading", 2),
        new(Linus, "Renamed a variable. The commit message is longer than the change. As it should be."),
        new(
            Grace,
            "The most dangerous phrase in the language is “we have always done it this way”. My clock runs backwards, and it still tells the time."
        ),
        new(Margaret, "Game day: we pull the plug of the database at 14:00. Bring biscuits. #operations"),
        new(Barbara, "@Margaret Hamilton it is 14:10. Nobody noticed?", 1),
        new(
            Margaret,
            "The pages said “MiniTwit is having a moment…” for two seconds. Then it was back. Biscuits are going fast. #operations",
            1
        ),
        new(Alan, "I noticed. I reloaded. It was fine. 🍪", 2),
        new(Ada, "Poetical science, a definition: caring about the answer and about the sound it makes. #poetry"),
        new(Edsger, "Spent the afternoon proving a loop of four lines correct. It was not. Now it is three lines."),
        new(Katherine, "blåbærgrød smager bedst, når deploymentet er grønt. 🫐 (My neighbour taught me that one.)"),
        new(
            Linus,
            "Restore drill done: backup from last night, on a clean droplet, row counts compared. Backups do not exist; only restores do. #operations"
        ),
        new(Margaret, "@Linus Torvalds how long did it take?", 1),
        new(Linus, "Shorter than the meeting about whether to do it.", 1),
        new(Barbara, "Substitutability for beginners: if I swap your cat for another cat, the sofa should not notice. 🐈"),
        new(Grace, "@Barbara Liskov the sofa always notices.", 1),
        new(Ada, "Reading the whole engine's plans again. Every time I find a part I thought was ornament and is the point. #engines"),
        new(Alan, "Ciphers for children, part 3: the worst key is the one you are proud of. https://example.org/ciphers"),
        new(Katherine, "Draw the curve before you trust the formula. Then trust neither until they meet."),
        new(Edsger, "The question is not whether the program is fast. The question is what it computes so quickly."),
        new(Margaret, "A user will do the thing you said no user would do. Mine was four years old and pressed P01 in flight. #apollo"),
        new(Ada, "@Margaret Hamilton and is there a guard for it now?", 1),
        new(Margaret, "There is, and a note that says why. #apollo", 1),
        new(Linus, "New rule: an alert that woke somebody is either fixed or deleted within the week. #operations"),
        new(Grace, "@Linus Torvalds adopting that fleet-wide. ⚓", 1),
        new(Barbara, "Wrote the documentation first. The API got smaller while I did."),
        new(Alan, "Wet, uphill, 11 miles, no watch. Perfect. #running"),
        new(Katherine, "Sunday problem: two droplets, one database, how many ways to lose a write? I have eleven so far. #operations"),
        new(Edsger, "@Katherine Johnson twelve, if the clock is one of the droplets'.", 1),
        new(Katherine, "Thirteen, then. #operations", 1),
        new(Ada, "Good night, engines. 🌙"),
    ];
}
