using FsCheck;
using FsCheck.Fluent;

namespace MiniTwit.Tests.Properties;

/// <summary>Texts of what makes trouble in texts: signs that mean something here or in HTML, XML and JSON, and what Unicode is like.</summary>
public static class Texts
{
    private static readonly string[] Pieces =
    [
        " ",
        "\n",
        "\r",
        "\t",
        "\0",
        "\u0001",
        "a",
        "Ada",
        "7",
        "_",
        "é",
        "e\u0301",
        "日本",
        "я",
        "İ",
        "ß",
        "👩‍👩‍👧‍👦",
        "\ud83d\ude00",
        "\ud800",
        "\udc00",
        "\u200b",
        "\u200d",
        "\u202e",
        "\u0300\u0301",
        "\ufffe",
        "#",
        "@",
        "#tag",
        "@Ada",
        "https://",
        "http://example.org",
        "HTTPS://A.example/?b=c#d",
        "https://a@b.example",
        ":",
        "/",
        "\\",
        "..",
        "?",
        "%",
        "&",
        "&amp;",
        "<",
        ">",
        "<b>",
        "]]>",
        "\"",
        "'",
        "(",
        ")",
        ".",
        ",",
    ];

    /// <summary>Any text of these, and now and then a long one.</summary>
    public static Arbitrary<string> Text() => Arb.From(Gen.Frequency((9, Of(0, 12)), (1, Of(200, 400))), Shorter);

    private static Gen<string> Of(int least, int most) =>
        from length in Gen.Choose(least, most)
        from pieces in Gen.ArrayOf(Piece, length)
        select string.Concat(pieces);

    private static Gen<string> Piece =>
        Gen.Frequency(
            (4, Gen.Elements(Pieces)),
            (1, Gen.Choose(0, 0xFFFF).Select(code => $"{(char)code}")),
            (1, Gen.Choose(0x10000, 0x1FFFF).Select(char.ConvertFromUtf32))
        );

    private static IEnumerable<string> Shorter(string text) => Enumerable.Range(0, text.Length).Select(at => text.Remove(at, 1));
}
