using System.Globalization;

namespace MiniTwit.Simulator.Scenario;

/// <summary>The users of a scenario being generated, each with a name of their own.</summary>
internal sealed class People(SeededRandom random)
{
    private readonly List<string> _names = [];
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    public int Count => _names.Count;

    public string this[int index] => _names[index];

    public (string Name, string Email) Add()
    {
        var (first, last) = Unused();
        _names.Add($"{first} {last}");
        var separator = random.Pick<char>(['+', '-', '_', '.']);
        var mailbox = $"{first}{separator}{last}".Replace(' ', separator).Replace("'", "", StringComparison.Ordinal);
        return (_names[^1], $"{mailbox}@{random.Pick<string>(["gmail.com", "hotmail.com", "itu.dk", "ku.dk", "dtu.dk", "example.org"])}");
    }

    // Plain names first, then a middle initial, then a number: a hundred thousand users still find a name in a few draws.
    private (string First, string Last) Unused()
    {
        for (var attempt = 0; ; attempt++)
        {
            var (first, last) = (random.Pick<string>(Names.First), random.Pick<string>(Names.Last));
            if (attempt >= 4)
            {
                first = $"{first} {(char)('A' + random.Below(26))}";
            }

            if (attempt >= 8)
            {
                last = string.Create(CultureInfo.InvariantCulture, $"{last} {2 + random.Below(10_000_000)}");
            }

            if (_taken.Add($"{first} {last}"))
            {
                return (first, last);
            }
        }
    }
}
