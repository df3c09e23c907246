namespace MiniTwit.Simulator.Scenario;

/// <summary>Passwords like the course's: 5 to 10 visible ASCII characters, quotes, backslashes and brackets among them.</summary>
internal static class Passwords
{
    public static string Next(SeededRandom random) =>
        string.Create(
            5 + random.Below(6),
            random,
            static (span, random) =>
            {
                foreach (ref var character in span)
                {
                    character = (char)('!' + random.Below('~' - '!' + 1));
                }
            }
        );
}
