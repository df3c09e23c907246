namespace MiniTwit.Simulator.Scenario;

/// <summary>Messages that read like people's, with the curly quotes, dashes, accents and markup that break careless servers.</summary>
internal sealed class Texts(SeededRandom random)
{
    /// <summary>The longest of the course's messages.</summary>
    public const int MaxLength = 140;

    public string Next()
    {
        var text = Sentence();
        while (random.Chance(0.4) && $"{text} {Sentence()}" is { Length: <= MaxLength } longer)
        {
            text = longer;
        }

        return text;
    }

    // The longest that the phrases can make has 113 characters, so one always fits.
    private string Sentence() =>
        random.Below(10) switch
        {
            0 => $"{One(Phrases.Exclamations)}",
            1 => $"“{Capital(Clause())},” said {One(Phrases.People)}.",
            2 => $"“{One(Phrases.Questions)}” asked {One(Phrases.People)}.",
            3 => $"{Capital(One(Phrases.Times))}, {Clause()}.",
            4 => $"{Capital(Clause())}—{One(Phrases.Asides)}.",
            5 => $"{One(Phrases.Questions)}",
            6 => $"I can’t believe {Clause()}.",
            _ => $"{Capital(Clause())} {One(Phrases.Times)}.",
        };

    private string Clause() => $"{One(Phrases.People)} {One(Phrases.Deeds)} {One(Phrases.Things)}";

    private string One(string[] phrases) => random.Pick<string>(phrases);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
