namespace MiniTwit.Simulator.Scenario;

/// <summary>What messages are made of.</summary>
internal static class Phrases
{
    public static readonly string[] People =
    [
        "the old captain",
        "my neighbour",
        "nobody",
        "the night porter",
        "our landlady",
        "the inspector",
        "a stranger",
        "the whole crew",
        "my sister",
        "the man in the grey coat",
        "the librarian",
        "one of the students",
        "the postman",
        "everybody here",
        "her brother",
        "the cook",
        "a girl with a red umbrella",
        "the baker’s son",
        "the conductor",
        "our professor",
        "the ferryman",
        "Mrs. Hudson",
        "the new operator",
        "someone upstairs",
        "the clerk",
        "my oldest friend",
        "the gardener",
        "Dr. Mortimer",
    ];

    public static readonly string[] Deeds =
    [
        "has lost",
        "had never seen",
        "was asking about",
        "found",
        "forgot",
        "sold",
        "hid",
        "spoke all evening of",
        "would not part with",
        "broke",
        "has mended",
        "was dreaming of",
        "wrote a letter about",
        "took a photograph of",
        "keeps talking about",
        "left behind",
        "laughed at",
        "paid far too much for",
        "walked twenty miles for",
        "has been looking for",
        "nearly missed",
        "is quite fond of",
    ];

    public static readonly string[] Things =
    [
        "the key to the cellar",
        "that white whale",
        "the last train to Roskilde",
        "a cup of coffee",
        "the blue door",
        "an old map",
        "the café on the corner",
        "the harbour lights",
        "the missing manuscript",
        "three wet dogs",
        "the lighthouse",
        "a pair of boots",
        "the answer",
        "the recipe for rye bread",
        "Smith & Sons",
        "the second volume",
        "his violin",
        "the fog on the moor",
        "a naïve question",
        "the broken clock",
        "the garden gate",
        "yesterday’s newspaper",
        "the smørrebrød",
        "a very small boat",
        "the rules of the game",
        "the <b>bold</b> plan",
        "a bicycle with no bell",
        "the third candle",
        "the photograph in the hall",
        "my “lucky” coin",
    ];

    public static readonly string[] Times =
    [
        "this morning",
        "late last night",
        "before breakfast",
        "when the rain stopped",
        "for the third time",
        "at the stroke of nine",
        "on the way home",
        "without a word",
        "in broad daylight",
        "as the lamps went out",
        "after all these years",
        "long before sunrise",
        "in the middle of the lecture",
        "with a smile",
        "once more",
        "at low tide",
        "during the storm",
        "by pure chance",
    ];

    public static readonly string[] Asides =
    [
        "or so I was told",
        "and it shows",
        "not that it matters",
        "which is just like them",
        "believe it or not",
        "what a day",
        "and nobody noticed",
        "perhaps it is better so",
        "I saw it myself",
        "more about that tomorrow",
        "it took me an hour to find out",
    ];

    public static readonly string[] Questions =
    [
        "Why not here?",
        "Who else knows of this?",
        "What did you expect?",
        "Is anybody there?",
        "Have you ever been to the islands?",
        "Where does this road lead?",
        "How did it come to that?",
        "Does the ferry still run at this hour?",
        "Can you hear it too?",
        "Would you call that a coincidence?",
        "And what became of the letter?",
        "Shall we meet by the bridge?",
    ];

    public static readonly string[] Exclamations =
    [
        "What a morning!",
        "So that is that.",
        "I left the room.",
        "Not a sound anywhere.",
        "Land in sight!",
        "It is snowing again ❄",
        "Never again.",
        "Coffee first ☕, then everything else.",
        "A light burned in the window.",
        "Everything went dark.",
        "We sail at dawn.",
        "Home at last.",
        "Two hours late & still smiling 🙂",
        "The door stood open.",
    ];
}
